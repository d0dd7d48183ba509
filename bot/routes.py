"""The table of contents: everything that can happen in Truce, and what handles it.

A capability is a folder in `bot/`, a file in `storage/`, and its entries here.
Over 300 lines, since it names everything once.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.action_items import actions as item_actions
from bot.action_items import answering as item_answering
from bot.action_items import digest_section as action_items_digest
from bot.action_items import leaving as item_leaving
from bot.action_items import listing as item_listing
from bot.action_items import running as item_time
from bot.action_items.agenda import OpenActionItems
from bot.action_items.agreeing import Agreements
from bot.action_items.desk import ActionItemDesk
from bot.action_items.ports import Ports as ActionItemPorts
from bot.conversation.cards import Part
from bot.conversation.events import Event, GroupLeft, GroupSeen, Installed, MembersSeen, ReferenceSeen, Uninstalled
from bot.conversation.payloads import Action, Payload
from bot.conversation.replies import Reply
from bot.conversation.words import T
from bot.deals import (
    accounts,
    considering,
    handing_actions,
    handing_in,
    lacking,
    looking_again,
    report_actions,
    report_keeping,
    reported,
    reports,
    reviewing,
)
from bot.deals import actions as deal_actions
from bot.deals import answering as deal_answering
from bot.deals import asking as deal_asking
from bot.deals import handlers as deals
from bot.deals import rates as deal_rates
from bot.deals.agenda import MajorOpportunities, keep_weighed, weigh
from bot.deals.attending import Attending
from bot.deals.practice import RatePractice
from bot.deals.subjects import BusinessRecords
from bot.digest import actions as digest_actions
from bot.digest import digests
from bot.digest.changed import changed_with
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
from bot.directory.holes import DirectoryHoles
from bot.directory.lookup import Lookup
from bot.directory.mending import mend_topic
from bot.directory.practice import DirectoryPractice, RegionPractice
from bot.engagements import actions as engagement_actions
from bot.engagements import reporting
from bot.engagements.agenda import OverdueEngagements
from bot.engagements.desk import EngagementDesk
from bot.engagements.leaving import merged as engagements_merged
from bot.engagements.ports import Ports as EngagementPorts
from bot.gates import actions as gate_actions
from bot.gates.handlers import GateDesk
from bot.gates.machine import answer_with
from bot.gates.ports import Ports as GatePorts
from bot.home import handlers as home
from bot.home.actions import ShowHelp
from bot.meetings import after_actions, agenda_actions, feed_actions, series_actions
from bot.meetings import digest_section as meetings_digest
from bot.meetings.desk import MeetingDesk
from bot.meetings.owners import merged as meetings_merged
from bot.meetings.ports import Ports as MeetingPorts
from bot.people import actions as people_actions
from bot.people import company, groups, joining, leaving, me, overview
from bot.people import handlers as people
from bot.people.practice import CompanyPractice
from bot.people.strangers import stranger
from bot.ports.meetings import AgendaSource, Agreeing, DigestReaders, DigestSection
from bot.ports.practices import Practice
from bot.ports.records import Changed, Subjects
from bot.ports.rules import Engaging
from bot.pulse import actions as pulse_actions
from bot.pulse import answering, closing, drafting, leading, plan_actions, planning, starting
from bot.pulse import handlers as pulse
from bot.pulse import opening as pulse_opening
from bot.pulse import running as pulse_time
from bot.pulse.agenda import PulseResults
from bot.pulse.practice import PulsePractice
from bot.rights import Right
from bot.routing import ClickHandler, Command, FormRoute, Routes, Shortcut, Way
from bot.rules import actions as rule_actions
from bot.rules import standing as rule_standing
from bot.rules import watching
from bot.rules.handlers import Desk
from bot.rules.missing import Ports as RulePorts
from bot.rules.needing import Needs
from bot.rules.practice import RulePractice
from bot.rules.undecided import OpenGates
from bot.upkeep import actions as upkeep_actions
from bot.upkeep import handlers as upkeep
from bot.work import Work

SUBJECTS: Subjects = BusinessRecords()
ENGAGEMENTS = EngagementDesk(
    EngagementPorts(
        SUBJECTS,
        Lookup(),
        DirectoryHoles(),
        Attending(),
        lambda kind, record, work: GATES.stands(kind, record, work),  # noqa: PLW0108  GATES stands below
    )
)
ENGAGING: Engaging = ENGAGEMENTS.engaging
GATES: GateDesk = GateDesk(GatePorts(SUBJECTS, ENGAGEMENTS.letting, OpenGates(SUBJECTS), ENGAGEMENTS.passing_on))
GATE_ANSWER = answer_with(GATES.ports)
NEEDS = Needs(SUBJECTS)
DIGESTS = digests.Digests(lambda: DIGEST, lambda: DIGEST_READERS)
RULE_DESK = Desk(RulePorts(SUBJECTS, Lookup(), mend_topic, people_actions.FindPerson()))
AGREEING: Agreeing = Agreements()
MEETINGS = MeetingDesk(MeetingPorts(lambda: AGENDA_SOURCES, lambda: AGREEING))
ACTION_ITEMS = ActionItemDesk(ActionItemPorts(MEETINGS.names))

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
    "meetings": Command(
        MEETINGS.series.command,
        T("the meetings of Sales and Marketing, and when they are"),
        usage="[name]",
        ways=(
            Way("new", T("set up a meeting that recurs"), Right.CHANGE_MEETINGS),
            Way("here NAME", T("let its agendas and minutes come into this channel")),
            Way("not here NAME", T("let them no longer come into this channel")),
            Way("calendar", T("a link with which your calendar program shows them")),
        ),
    ),
    "agenda": Command(
        MEETINGS.agendas.command,
        T("what your next meeting talks about, and adding to it"),
        slash=True,
        ways=(Way("add", T("an item in your own words, with its minutes: Churn in retail [10]")),),
    ),
    "deals": Command(
        deals.command,
        T("your open deals, and what they are worth"),
        ways=(
            Way("log", T("tell me of a deal")),
            Way("here", T("let a deal have this channel: add its name")),
            Way("all", T("everybody's open deals"), Right.TEND_DEALS),
            Way("top", T("the top ten accounts, by open pipeline or by what was won"), Right.TEND_DEALS),
            Way("questions", T("deals of which something is missing")),
            Way("rates", T("what currencies are worth"), Right.TEND_DEALS),
            Way("reports", T("what a CRM sent that could not be read"), Right.CONNECT_SYSTEMS),
        ),
    ),
    "reviews": Command(
        reviewing.command,
        T("account reviews and planning that you own or attend"),
        ways=(
            Way("new", T("schedule one")),
            Way("all", T("everybody's"), Right.TEND_DEALS),
        ),
    ),
    "rules": Command(
        RULE_DESK.command,
        T("who must be involved when, and how often that came up"),
        right=Right.CHANGE_RULES,
        ways=(
            Way("list", T("the rules that there are, and which are on"), Right.CHANGE_RULES),
            Way("templates", T("rules to start from, one click on"), Right.CHANGE_RULES),
            Way("new", T("a rule of your own"), Right.CHANGE_RULES),
            Way("trail", T("who changed which rule"), Right.CHANGE_RULES),
        ),
    ),
    "engagements": Command(
        ENGAGEMENTS.looking.command,
        T("what rules ask of you, and how it stands"),
        ways=(
            Way("mine", T("what waits for your answer")),
            Way("all", T("everybody's, by their state"), Right.SEE_COMPLIANCE),
            Way("compliance", T("how well the rules are kept, by month"), Right.SEE_COMPLIANCE),
        ),
    ),
    "submit": Command(
        handing_in.command,
        T("let others look at collateral, a campaign or a price before it happens"),
        usage="[collateral | campaign | price]",
    ),
    "gate": Command(GATES.command, T("whether something is cleared, and else what it waits for"), usage="[name]"),
    "action": Command(
        ACTION_ITEMS.making.command,
        T("who does what by when, as it was agreed"),
        usage="[@person what by when]",
        slash=True,
    ),
    "actions": Command(
        item_listing.command,
        T("the action items that are open"),
        slash=True,
        ways=(
            Way("mine", T("what you are to do")),
            Way("asked", T("what you asked of others")),
            Way("ours", T("all that is open on your side")),
            Way("all", T("everybody's"), Right.CHANGE_MEETINGS),
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
    after_actions.SolvedOne: MEETINGS.solving.answer,
    after_actions.SolvedWhich: MEETINGS.solving.which,
    item_actions.Accept: item_answering.accept,
    item_actions.SettleDay: item_answering.settle_day,
    item_actions.ShowItem: item_answering.show,
    item_actions.ShowItems: item_listing.show,
    deal_actions.ShowQuestions: deal_answering.show_questions,
    deal_actions.ShowDeals: deals.show_deals,
    deal_actions.ShowDeal: deals.show_deal,
    deal_actions.EndDeal: deals.end_deal,
    deal_actions.ShowTop: deals.show_top,
    deal_actions.ShowReviews: reviewing.show_reviews,
    deal_actions.ShowReview: reviewing.show_review,
    deal_actions.EndReview: reviewing.end,
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
    rule_actions.ListRules: RULE_DESK.show_list,
    rule_actions.ShowTemplates: RULE_DESK.show_templates,
    rule_actions.PickKind: RULE_DESK.pick_kind,
    rule_actions.ShowTrail: RULE_DESK.show_trail,
    rule_actions.ShowRule: RULE_DESK.show_rule,
    rule_actions.SwitchRule: RULE_DESK.switch,
    rule_actions.SwitchOnTemplate: RULE_DESK.use_template,
    rule_actions.TryRule: RULE_DESK.try_rule,
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
    report_actions.ShowReports: reports.show_reports,
    report_actions.ShowReport: reports.show_report,
    report_actions.TryAgain: reports.try_again,
    report_actions.Dismiss: reports.dismiss,
    handing_actions.ListHandedIn: handing_in.show_list,
    handing_actions.Withdraw: handing_in.withdraw,
    gate_actions.ShowGate: GATES.show,
    engagement_actions.Join: ENGAGEMENTS.answering.join,
    engagement_actions.TakeBack: ENGAGEMENTS.answering.take_back,
    engagement_actions.AddToReview: ENGAGEMENTS.inviting.add,
    engagement_actions.Decide: ENGAGEMENTS.waiving.decide,
    engagement_actions.Agree: ENGAGEMENTS.passing_on.agree,
    engagement_actions.TakeOver: ENGAGEMENTS.taking_over.take,
    engagement_actions.ShowRecord: ENGAGEMENTS.looking.show_record,
    engagement_actions.ShowList: ENGAGEMENTS.looking.show_list,
    engagement_actions.ShowCompliance: reporting.show_compliance,
    engagement_actions.GetCompliance: reporting.get_compliance,
    engagement_actions.PostAgain: ENGAGEMENTS.channels.post_again,
    series_actions.ListSeries: MEETINGS.series.show_list,
    series_actions.ShowSeries: MEETINGS.series.show,
    series_actions.PauseSeries: MEETINGS.series.pause,
    series_actions.ResumeSeries: MEETINGS.series.resume,
    series_actions.EndSeries: MEETINGS.series.end,
    series_actions.ShowMeeting: MEETINGS.single.show,
    series_actions.TakeOver: MEETINGS.owners.take_over,
    feed_actions.ShowCalendarLinks: MEETINGS.links.show_all,
    feed_actions.ShowCalendarLink: MEETINGS.links.show,
    feed_actions.NewCalendarLink: MEETINGS.links.make,
    feed_actions.SwitchOffCalendarLink: MEETINGS.links.switch_off,
    agenda_actions.ShowAgenda: MEETINGS.agendas.show_agenda,
    agenda_actions.ShowItem: MEETINGS.agendas.show_item,
    agenda_actions.Vote: MEETINGS.editing.vote,
    agenda_actions.MoveItem: MEETINGS.editing.move,
    agenda_actions.OrderByVotes: MEETINGS.editing.by_votes,
    agenda_actions.BringBack: MEETINGS.editing.bring_back,
    agenda_actions.PostAgenda: MEETINGS.arriving.post_again,
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
    after_actions.TellOutcome: FormRoute(MEETINGS.after.tell_form, MEETINGS.after.tell),
    after_actions.NotHeld: FormRoute(MEETINGS.after.not_held_form, MEETINGS.after.not_held),
    after_actions.SolvedElse: FormRoute(MEETINGS.solving.else_form, MEETINGS.solving.something_else),
    item_actions.NewItem: FormRoute(ACTION_ITEMS.making.new_form, ACTION_ITEMS.making.create),
    item_actions.Decline: FormRoute(item_answering.decline_ask, item_answering.decline),
    item_actions.AnotherDay: FormRoute(item_answering.day_ask, item_answering.another_day),
    item_actions.Finish: FormRoute(item_answering.finish_ask, item_answering.finish),
    item_actions.Drop: FormRoute(item_answering.drop_ask, item_answering.drop),
    item_actions.GiveTo: FormRoute(item_answering.give_ask, item_answering.give),
    deal_actions.LogDeal: FormRoute(deals.log_form, deals.log_deal),
    deal_actions.ChangeDeal: FormRoute(deals.change_form, deals.change_deal),
    deal_actions.NewReview: FormRoute(reviewing.new_form, reviewing.create),
    deal_actions.ChangeReview: FormRoute(reviewing.change_form, reviewing.change),
    deal_actions.AddAttendee: FormRoute(reviewing.add_form, reviewing.add),
    deal_actions.SayMissing: FormRoute(deal_answering.missing_form_of, deal_answering.say_missing),
    deal_actions.SetRate: FormRoute(deal_answering.rate_form, deal_answering.rate_said),
    rule_actions.FillTemplate: FormRoute(RULE_DESK.fill_form, RULE_DESK.fill),
    rule_actions.ChangeNumbers: FormRoute(RULE_DESK.numbers_form, RULE_DESK.change_numbers),
    rule_actions.NewRule: FormRoute(RULE_DESK.new_form, RULE_DESK.create),
    rule_actions.ChangeRule: FormRoute(RULE_DESK.change_form, RULE_DESK.change),
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
    people_actions.EditCompany: FormRoute(company.build_company, company.save_company_with(lambda: CURRENCY_CHANGED)),
    people_actions.FindPerson: FormRoute(overview.build_find, overview.find),
    people_actions.EditPerson: FormRoute(overview.build_edit, overview.edit),
    who_actions.Suggest: FormRoute(asking.build_suggest, asking.suggest),
    handing_actions.HandIn: FormRoute(handing_in.hand_in_form, handing_in.hand_in),
    handing_actions.ChangeHandedIn: FormRoute(handing_in.change_form, handing_in.change),
    gate_actions.Force: FormRoute(GATES.force_form, GATES.force),
    engagement_actions.HandTo: FormRoute(ENGAGEMENTS.handing.form, ENGAGEMENTS.handing.hand),
    engagement_actions.JoinAndSay: FormRoute(ENGAGEMENTS.answering.say_form, ENGAGEMENTS.answering.say),
    engagement_actions.Disagree: FormRoute(ENGAGEMENTS.passing_on.disagree_form, ENGAGEMENTS.passing_on.disagree),
    engagement_actions.Reassign: FormRoute(ENGAGEMENTS.taking_over.form, ENGAGEMENTS.taking_over.hand),
    engagement_actions.NotNeeded: FormRoute(ENGAGEMENTS.waiving.not_needed_form, ENGAGEMENTS.waiving.not_needed),
    engagement_actions.WantChanges: FormRoute(ENGAGEMENTS.answering.changes_form, ENGAGEMENTS.answering.want_changes),
    engagement_actions.Waive: FormRoute(ENGAGEMENTS.waiving.waive_form, ENGAGEMENTS.waiving.waive),
    series_actions.NewSeries: FormRoute(MEETINGS.series.new_form, MEETINGS.series.create),
    series_actions.ChangeSeries: FormRoute(MEETINGS.series.change_form, MEETINGS.series.change),
    series_actions.ChangeReaders: FormRoute(MEETINGS.series.readers_form, MEETINGS.series.change_readers),
    series_actions.CallOff: FormRoute(MEETINGS.single.call_off_form, MEETINGS.single.call_off),
    series_actions.Move: FormRoute(MEETINGS.single.move_form, MEETINGS.single.move),
    series_actions.NameOwner: FormRoute(MEETINGS.owners.name_form, MEETINGS.owners.name),
    agenda_actions.AddItem: FormRoute(MEETINGS.editing.add_form, MEETINGS.editing.add),
    agenda_actions.Comment: FormRoute(MEETINGS.editing.comment_form, MEETINGS.editing.comment),
    agenda_actions.ChangeItem: FormRoute(MEETINGS.editing.change_form, MEETINGS.editing.change),
    agenda_actions.DropItem: FormRoute(MEETINGS.editing.drop_form, MEETINGS.editing.drop),
    pulse_actions.StartAssessment: FormRoute(starting.start_form, starting.start),
    plan_actions.NewPulse: FormRoute(planning.new_form, planning.create),
    plan_actions.ChangePulse: FormRoute(planning.change_form, planning.change),
    plan_actions.AddQuestion: FormRoute(drafting.question_form, drafting.add_question),
    plan_actions.EditQuestion: FormRoute(drafting.edit_form, drafting.edit_question),
    pulse_actions.AnswerAll: FormRoute(answering.answer_form, answering.answer_all),
    pulse_actions.Write: FormRoute(answering.write_form, answering.write),
}


SHORTCUTS: dict[str, Shortcut] = {
    "add_to_agenda": Shortcut(
        MEETINGS.agendas.pointed, "Add to agenda", T("put what a message says on a meeting's agenda")
    ),
    "make_action": Shortcut(
        ACTION_ITEMS.making.from_message, "Make an action item", T("write down what a message says, for somebody to do")
    ),
}
"""What can be done with anybody's message, by its name in the manifests."""

CHANGED: Sequence[Changed] = (watching.changed_with(lambda: ENGAGING, SUBJECTS, {"deal": lacking.lacks}),)
"""Whoever wants to know of each state that a business record was in."""

TIMERS: dict[type[Payload], Callable[[Any, Work], None]] = {
    item_actions.Remind: item_time.remind_due,
    deal_actions.Consider: considering.consider_with(lambda: CHANGED, SUBJECTS),
    deal_actions.AccountChanged: accounts.account_changed,
    deal_actions.AskUnsettled: deal_asking.ask_unsettled,
    deal_actions.LookAtQuestions: lacking.look_at_questions_with(lambda: NEEDS, SUBJECTS),
    deal_actions.LookAtReviews: looking_again.look_at_reviews,
    deal_actions.WorkOut: deal_rates.work_out_waiting,
    deal_actions.Weigh: weigh,
    agenda_actions.LookAtAgenda: MEETINGS.arriving.look,
    report_actions.UseWhatCame: reported.use_what_came,
    report_actions.ForgetBodies: report_keeping.forget_bodies,
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
    engagement_actions.Remind: ENGAGEMENTS.running.remind,
    engagement_actions.Deadline: ENGAGEMENTS.running.deadline,
    engagement_actions.Escalate: ENGAGEMENTS.running.escalate,
    engagement_actions.AskMore: ENGAGEMENTS.engaging.ask_more,
    engagement_actions.RefreshMore: ENGAGEMENTS.engaging.refresh_more,
    engagement_actions.PassOn: ENGAGEMENTS.passing_on.pass_on,
    engagement_actions.LookAtPost: ENGAGEMENTS.channels.look_at_post,
    series_actions.Prepare: MEETINGS.running.prepare,
    series_actions.Begin: MEETINGS.running.begin,
    series_actions.End: MEETINGS.running.end,
    digest_actions.PlanDigests: DIGESTS.plan,
    digest_actions.SendDigest: DIGESTS.send,
    pulse_actions.Invite: pulse_time.invite,
    pulse_actions.Return: pulse_time.bring_back,
    pulse_actions.Remind: pulse_time.remind,
    pulse_actions.Close: closing.close,
    pulse_actions.Destroy: closing.destroy,
    pulse_actions.Publish: closing.publish,
    plan_actions.OpenPulse: pulse_opening.opens,
    rule_actions.MarkHolding: rule_standing.mark_with(SUBJECTS, lacking.rules_changed),
    rule_actions.LetGo: rule_standing.let_go_with(lambda: ENGAGING, SUBJECTS, lacking.rules_changed),
    upkeep_actions.Tidy: upkeep.tidy,
}

BUSINESS: Mapping[type[Event], Sequence[Callable[[Any, Work], None]]] = {
    Installed: (people.installed, stewarding.installed, digests.installed),
    Uninstalled: (people.uninstalled,),
    MembersSeen: (people.members_seen,),
    GroupSeen: (groups.group_seen,),
    GroupLeft: (groups.group_left,),
    ReferenceSeen: (people.reference_seen,),
    reported.Reported: (reported.reported,),
    reported.ReadAgain: (reported.read_again,),
}

SAID: Sequence[Callable[[str, Work], Reply | None]] = (asking.said_surely, answering.said, asking.said)

WAITS: Sequence[Callable[[Work], Sequence[Part]]] = (
    me.asks_side,
    answering.waits,
    deal_asking.waits,
    item_listing.waits,
    ENGAGEMENTS.looking.waits,
    groups.waiting_groups,
    overview.waiting_troubles,
    reports.waits,
    owning.waits,
    stewarding.waits,
)

PRACTICES: Sequence[Practice] = (
    CompanyPractice(lambda: CURRENCY_CHANGED),
    PulsePractice(),
    RegionPractice(),
    DirectoryPractice(),
    RatePractice(),
    RulePractice(SUBJECTS),
    MEETINGS.practice,
)
"""The sections of practices.yaml, in the order in which they are written and applied."""

MERGED: Sequence[Callable[[int, int, Work], None]] = (
    answering.merged,
    directory_merging.merged,
    engagements_merged,
    meetings_merged,
)

LEFT: Sequence[Callable[[int, Work], None]] = (
    directory_leavers.left_or_back,
    ENGAGEMENTS.leaving.left_or_away,
    MEETINGS.owners.left,
    item_leaving.left_or_away,
)
"""(person, work): somebody has left, is back, or is out of office; called soon after, in a transaction of its own."""

AGENDA_SOURCES: Sequence[AgendaSource] = (OpenActionItems(), MajorOpportunities(), OverdueEngagements(), PulseResults())
"""What agendas are built from, in the order in which it is talked about."""

DIGEST: Sequence[DigestSection] = (
    meetings_digest.section,
    action_items_digest.section,
    ENGAGEMENTS.telling.section,
    changed_with({"rule": (T("Who changed which rule"), rule_actions.ShowTrail())}),
)
"""What managers, and those whom a meeting series names, read on Monday morning, in this order."""

DIGEST_READERS: Sequence[DigestReaders] = (meetings_digest.readers,)
"""Who gets a digest beside the managers."""

CURRENCY_CHANGED: Sequence[Callable[[Work], None]] = (deal_rates.currency_changed,)
"""The company counts in another currency from now on."""

STARTED: Sequence[Callable[[Work], None]] = (
    people.nightly,
    upkeep.keep_tidying,
    report_keeping.keep_forgetting,
    confirming.keep_asking,
    stewarding.keep_listing,
    looking_again.keep_looking,
    keep_weighed,
    digests.keep_digesting,
)

ROUTES: Routes = Routes(
    commands=COMMANDS,
    clicks=CLICKS,
    forms=FORMS,
    timers=TIMERS,
    business=BUSINESS,
    shortcuts=SHORTCUTS,
    said=SAID,
    stranger=stranger,
    home=home.home_with(me.about_you),
    waits=WAITS,
    merged=MERGED,
    started=STARTED,
)
