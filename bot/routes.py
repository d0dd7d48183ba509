"""The table of contents: everything that can happen in Truce, and what handles it.

A capability is a folder in `bot/`, a file in `storage/`, and its entries here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.conversation.cards import Part
from bot.conversation.events import Event, GroupLeft, GroupSeen, Installed, MembersSeen, ReferenceSeen, Uninstalled
from bot.conversation.payloads import Action, Payload
from bot.conversation.replies import Reply
from bot.conversation.words import T
from bot.directory import actions as who_actions
from bot.directory import (
    asking,
    browsing,
    confirming,
    contact_editing,
    conversing,
    edit_actions,
    editing,
    owning,
    regions,
    remembering,
    settling,
    stewarding,
    tend_actions,
)
from bot.directory import handlers as directory
from bot.directory import leaving as directory_leavers
from bot.directory import merging as directory_merging
from bot.directory.practice import DirectoryPractice, RegionPractice
from bot.home import handlers as home
from bot.home.actions import ShowHelp
from bot.people import actions as people_actions
from bot.people import company, groups, joining, leaving, me, overview
from bot.people import handlers as people
from bot.people.practice import CompanyPractice
from bot.people.strangers import stranger
from bot.ports import Practice
from bot.pulse import actions as pulse_actions
from bot.pulse import answering, closing, drafting, leading, plan_actions, planning, starting
from bot.pulse import handlers as pulse
from bot.pulse import opening as pulse_opening
from bot.pulse import running as pulse_time
from bot.pulse.practice import PulsePractice
from bot.rights import Right
from bot.routing import ClickHandler, Command, FormRoute, Routes, Way
from bot.upkeep import actions as upkeep_actions
from bot.upkeep import handlers as upkeep
from bot.work import Work

COMMANDS: dict[str, Command] = {
    "help": Command(home.help_with(lambda: COMMANDS), T("what you can do here")),
    "home": Command(home.home_of(lambda work: ROUTES.home_card(work)), T("what waits for you")),  # noqa: PLW0108  ROUTES stands below
    "who": Command(asking.who, T("whom to contact, asked in your own words"), usage="[about what]", slash=True),
    "me": Command(me.me, T("your side, your hours, and when not to write to you")),
    "pulse": Command(
        pulse.command,
        T("the statements and questions that wait for you"),
        slash=True,
        ways=(
            Way("list", T("the pulses and surveys that are set up"), Right.RUN_ASSESSMENTS),
            Way("new", T("set up a pulse or a survey"), Right.RUN_ASSESSMENTS),
            Way("start assessment", T("ask both sides the twenty statements"), Right.RUN_ASSESSMENTS),
            Way("status", T("how many have answered"), Right.RUN_ASSESSMENTS),
            Way("results", T("the last result, and earlier ones")),
            Way("trend", T("how Sales and Marketing move, by what was asked last")),
            Way("privacy", T("how your answers stay yours")),
        ),
    ),
    "directory": Command(
        directory.command,
        T("who answers for what, and keeping it right"),
        ways=(
            Way("mine", T("what people are sent to you for")),
            Way("topics", T("all that people may ask about")),
            Way("new", T("a new topic"), Right.TEND_DIRECTORY),
            Way("regions", T("what you call parts of the world yourselves")),
            Way("questions", T("what had no answer, or a wrong one, and contacts to look for"), Right.TEND_DIRECTORY),
            Way("numbers", T("how often it is asked, answers, and is confirmed")),
        ),
    ),
    "people": Command(
        overview.people,
        T("who is here, who can't be reached, sides and roles"),
        usage="[name]",
        right=Right.CHANGE_PEOPLE,
    ),
    "company": Command(company.company, T("time zone, holidays, language, smallest group"), right=Right.CHANGE_COMPANY),
    "groups": Command(groups.groups, T("which user groups and teams are a side"), right=Right.CHANGE_PEOPLE),
}

CLICKS: dict[type[Action], ClickHandler] = {
    ShowHelp: home.help_click(lambda: COMMANDS),
    edit_actions.ShowOverview: directory.show_overview,
    edit_actions.ListTopics: directory.list_topics,
    edit_actions.ShowTopic: directory.show_topic,
    edit_actions.RemoveTopic: editing.remove_topic,
    edit_actions.RemoveContact: contact_editing.remove_contact,
    edit_actions.GetDirectoryFile: directory.get_file,
    edit_actions.ShowRegions: regions.show_regions,
    edit_actions.RemoveRegion: regions.remove_region,
    tend_actions.ShowMine: owning.show_mine,
    tend_actions.ConfirmMine: owning.confirm_mine,
    tend_actions.NotMine: owning.not_mine,
    tend_actions.Accept: owning.accept,
    tend_actions.Refuse: owning.refuse,
    tend_actions.ShowQuestions: stewarding.show_questions,
    tend_actions.Assign: settling.assign_one,
    tend_actions.WasRight: settling.was_right,
    tend_actions.NotForUs: settling.not_for_us,
    tend_actions.CallTopic: settling.call_topic,
    tend_actions.AskAgain: settling.ask_again,
    tend_actions.DropContact: settling.drop_contact,
    people_actions.SaySide: me.say_side(lambda work: ROUTES.home_card(work)),  # noqa: PLW0108  as above
    people_actions.BackNow: me.back_now,
    people_actions.IsThisYou: joining.is_this_you,
    people_actions.Decide: overview.decide,
    people_actions.MapGroup: groups.map_group,
    people_actions.ReadRosters: overview.read_now,
    who_actions.Browse: browsing.browse,
    who_actions.BrowseTopic: browsing.browse_topic,
    who_actions.ShowContact: browsing.show_contact,
    who_actions.ShareHere: asking.share,
    who_actions.OpenConversation: conversing.open_conversation,
    who_actions.SomeoneElse: asking.someone_else,
    who_actions.WrongPerson: asking.wrong,
    pulse_actions.Answer: answering.answer,
    pulse_actions.Rate: answering.rate,
    pulse_actions.BringBack: answering.bring_back,
    pulse_actions.Decline: answering.decline,
    pulse_actions.CloseNow: leading.close_now,
    pulse_actions.GetCsv: leading.get_csv,
    pulse_actions.ShowResult: leading.show_result,
    pulse_actions.ShowComments: leading.show_comments,
    pulse_actions.ShowTrend: leading.show_trend,
    plan_actions.ListPulses: planning.show_list,
    plan_actions.PausePulse: planning.pause,
    plan_actions.ResumePulse: planning.resume,
    plan_actions.StopPulse: planning.stop,
    plan_actions.ShowPulse: drafting.show,
    plan_actions.PickQuestion: drafting.pick_question,
    plan_actions.MoveQuestion: drafting.move_question,
    plan_actions.DropQuestion: drafting.drop_question,
    plan_actions.AskByName: drafting.ask_by_name,
    plan_actions.SendNow: drafting.send_now,
    plan_actions.PreviewPulse: drafting.see_preview,
}

FORMS: dict[type[Action], FormRoute] = {
    edit_actions.FindTopic: FormRoute(directory.find_topic_form, directory.find_topic),
    edit_actions.FindContact: FormRoute(directory.find_contact_form, directory.find_contact),
    edit_actions.NewTopic: FormRoute(editing.new_topic_form, editing.create_topic),
    edit_actions.ChangeTopic: FormRoute(editing.change_topic_form, editing.change_topic),
    edit_actions.AddContact: FormRoute(contact_editing.add_contact_form, contact_editing.add_contact),
    edit_actions.ChangeContact: FormRoute(contact_editing.change_contact_form, contact_editing.change_contact),
    edit_actions.NewRegion: FormRoute(regions.new_region_form, regions.create_region),
    edit_actions.ChangeRegion: FormRoute(regions.change_region_form, regions.change_region),
    tend_actions.HandOver: FormRoute(owning.hand_over_to, owning.hand_over),
    tend_actions.AssignElse: FormRoute(settling.assign_else_form, settling.assign_else),
    tend_actions.TopicFor: FormRoute(settling.topic_for_form, settling.topic_for),
    people_actions.EditMe: FormRoute(me.build_me, me.save_me),
    people_actions.EditCompany: FormRoute(company.build_company, company.save_company),
    people_actions.FindPerson: FormRoute(overview.build_find, overview.find),
    people_actions.EditPerson: FormRoute(overview.build_edit, overview.edit),
    who_actions.Suggest: FormRoute(asking.build_suggest, asking.suggest),
    pulse_actions.StartAssessment: FormRoute(starting.start_form, starting.start),
    plan_actions.NewPulse: FormRoute(planning.new_form, planning.create),
    plan_actions.ChangePulse: FormRoute(planning.change_form, planning.change),
    plan_actions.AddQuestion: FormRoute(drafting.question_form, drafting.add_question),
    plan_actions.EditQuestion: FormRoute(drafting.edit_form, drafting.edit_question),
    pulse_actions.AnswerAll: FormRoute(answering.answer_form, answering.answer_all),
    pulse_actions.Write: FormRoute(answering.write_form, answering.write),
}

TIMERS: dict[type[Payload], Callable[[Any, Work], None]] = {
    people_actions.Join: joining.join_with(lambda: MERGED),
    people_actions.SyncRosters: people.sync_rosters,
    people_actions.LookForUnseen: people.look_for_unseen,
    people_actions.Presence: leaving.tell_with(lambda: LEFT),
    tend_actions.AskContacts: confirming.ask_contacts,
    tend_actions.AskWhenBack: confirming.ask_when_back,
    tend_actions.PlanLists: stewarding.plan_lists,
    tend_actions.SendList: stewarding.send_list,
    tend_actions.TellOfLeavers: directory_leavers.tell_of_leavers,
    who_actions.ForgetAsked: remembering.forget,
    pulse_actions.Invite: pulse_time.invite,
    pulse_actions.Return: pulse_time.bring_back,
    pulse_actions.Remind: pulse_time.remind,
    pulse_actions.Close: closing.close,
    pulse_actions.Destroy: closing.destroy,
    pulse_actions.Publish: closing.publish,
    plan_actions.OpenPulse: pulse_opening.opens,
    upkeep_actions.Tidy: upkeep.tidy,
}

BUSINESS: Mapping[type[Event], Sequence[Callable[[Any, Work], None]]] = {
    Installed: (people.installed, stewarding.installed),
    Uninstalled: (people.uninstalled,),
    MembersSeen: (people.members_seen,),
    GroupSeen: (groups.group_seen,),
    GroupLeft: (groups.group_left,),
    ReferenceSeen: (people.reference_seen,),
}

SAID: Sequence[Callable[[str, Work], Reply | None]] = (asking.said_surely, answering.said, asking.said)

WAITS: Sequence[Callable[[Work], Sequence[Part]]] = (
    me.asks_side,
    answering.waits,
    groups.waiting_groups,
    overview.waiting_troubles,
    owning.waits,
    stewarding.waits,
)

PRACTICES: Sequence[Practice] = (CompanyPractice(), PulsePractice(), RegionPractice(), DirectoryPractice())
"""The sections of practices.yaml, in the order in which they are written and applied."""

MERGED: Sequence[Callable[[int, int, Work], None]] = (answering.merged, directory_merging.merged)

LEFT: Sequence[Callable[[int, Work], None]] = (directory_leavers.left_or_back,)
"""(person, work): somebody has left, or is back; called soon after, in a transaction of its own."""

STARTED: Sequence[Callable[[Work], None]] = (
    people.nightly,
    upkeep.keep_tidying,
    confirming.keep_asking,
    stewarding.keep_listing,
)

ROUTES: Routes = Routes(
    commands=COMMANDS,
    clicks=CLICKS,
    forms=FORMS,
    timers=TIMERS,
    business=BUSINESS,
    said=SAID,
    stranger=stranger,
    home=home.home_with(me.about_you),
    waits=WAITS,
    merged=MERGED,
    started=STARTED,
)
