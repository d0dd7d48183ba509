"""The table of contents: everything that can happen in Truce, and what handles it.

A capability is a folder in `bot/`, a file in `storage/`, and its entries here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.conversation.cards import Part
from bot.conversation.events import Event, GroupSeen, Installed, MembersSeen, ReferenceSeen, Uninstalled
from bot.conversation.payloads import Action, Payload
from bot.conversation.replies import Reply
from bot.conversation.words import T
from bot.directory import handlers as directory
from bot.home import handlers as home
from bot.home.actions import ShowHelp
from bot.people import actions as people_actions
from bot.people import company, groups, joining, me, overview
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
    "directory": Command(directory.command, T("who answers for what, and keeping it right")),
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
    people_actions.SaySide: me.say_side(lambda work: ROUTES.home_card(work)),  # noqa: PLW0108  as above
    people_actions.BackNow: me.back_now,
    people_actions.IsThisYou: joining.is_this_you,
    people_actions.Decide: overview.decide,
    people_actions.MapGroup: groups.map_group,
    people_actions.ReadRosters: overview.read_now,
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
    plan_actions.DropQuestion: drafting.drop_question,
    plan_actions.AskByName: drafting.ask_by_name,
    plan_actions.SendNow: drafting.send_now,
    plan_actions.PreviewPulse: drafting.see_preview,
}

FORMS: dict[type[Action], FormRoute] = {
    people_actions.EditMe: FormRoute(me.build_me, me.save_me),
    people_actions.EditCompany: FormRoute(company.build_company, company.save_company),
    people_actions.FindPerson: FormRoute(overview.build_find, overview.find),
    people_actions.EditPerson: FormRoute(overview.build_edit, overview.edit),
    pulse_actions.StartAssessment: FormRoute(starting.start_form, starting.start),
    plan_actions.NewPulse: FormRoute(planning.new_form, planning.create),
    plan_actions.ChangePulse: FormRoute(planning.change_form, planning.change),
    plan_actions.AddQuestion: FormRoute(drafting.question_form, drafting.add_question),
    pulse_actions.AnswerAll: FormRoute(answering.answer_form, answering.answer_all),
    pulse_actions.Write: FormRoute(answering.write_form, answering.write),
}

TIMERS: dict[type[Payload], Callable[[Any, Work], None]] = {
    people_actions.Join: joining.join_with(lambda: MERGED),
    people_actions.SyncRosters: people.sync_rosters,
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
    Installed: (people.installed,),
    Uninstalled: (people.uninstalled,),
    MembersSeen: (people.members_seen,),
    GroupSeen: (groups.group_seen,),
    ReferenceSeen: (people.reference_seen,),
}

SAID: Sequence[Callable[[str, Work], Reply | None]] = (answering.said,)

WAITS: Sequence[Callable[[Work], Sequence[Part]]] = (
    me.asks_side,
    answering.waits,
    groups.waiting_groups,
    overview.waiting_troubles,
)

PRACTICES: Sequence[Practice] = (CompanyPractice(), PulsePractice())
"""The sections of practices.yaml, in the order in which they are written and applied."""

MERGED: Sequence[Callable[[int, int, Work], None]] = (answering.merged,)

STARTED: Sequence[Callable[[Work], None]] = (people.nightly, upkeep.keep_tidying)

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
