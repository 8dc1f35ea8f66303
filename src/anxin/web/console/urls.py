"""The console's addresses."""

from django.urls import path

from anxin.web.console import (
    acts,
    dashboard,
    dossier,
    drafts,
    feedback,
    joining,
    journal,
    registry,
    rulebook,
    trying_rules,
    uploads,
)

app_name = "console"
urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("registry/", registry.registry, name="registry"),
    path("registry/find/", registry.find, name="find"),
    path("registry/join/", joining.join, name="join"),
    path("people/<str:public_id>/", dossier.dossier, name="person"),
    path("people/<str:public_id>/evidence/", acts.enter_evidence, name="enter_evidence"),
    path("people/<str:public_id>/evidence/<int:record>/correct/", acts.correct_evidence, name="correct_evidence"),
    path("people/<str:public_id>/evidence/<int:record>/withdraw/", acts.withdraw_evidence, name="withdraw_evidence"),
    path("people/<str:public_id>/evidence/<int:record>/dispute/", acts.dispute_evidence, name="dispute_evidence"),
    path("people/<str:public_id>/leave/", joining.leave, name="leave"),
    path("people/<str:public_id>/card/", acts.issue_card, name="issue_card"),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/blank/<str:slug>.xlsx", uploads.blank, name="blank_table"),
    path("uploads/<str:public_id>/", uploads.upload, name="upload"),
    path("uploads/<str:public_id>/confirm/", uploads.confirm, name="confirm_upload"),
    path("uploads/<str:public_id>/discard/", uploads.discard, name="discard_upload"),
    path("uploads/<str:public_id>/problems.xlsx", uploads.problems, name="upload_problems"),
    path("rules/", rulebook.rules, name="rules"),
    path("rules/try/", trying_rules.try_rules, name="try_rules"),
    path("rules/drafts/", drafts.drafts, name="drafts"),
    path("rules/drafts/<str:public_id>.dmn", drafts.draft_file, name="draft_file"),
    path("rules/drafts/<str:public_id>.yaml", drafts.draft_scenarios, name="draft_scenarios"),
    path("rules/drafts/<str:public_id>/", drafts.draft, name="draft"),
    path("rules/drafts/<str:public_id>/save/", drafts.save_draft, name="save_draft"),
    path("rules/drafts/<str:public_id>/propose/", drafts.propose_draft, name="propose_draft"),
    path("rules/drafts/<str:public_id>/withdraw/", drafts.give_up_draft, name="withdraw_draft"),
    path("rules/drafts/<str:public_id>/publish/", drafts.publish_draft, name="publish_draft"),
    path("rules/<str:slug>.dmn", drafts.rule_set_file, name="rule_set_file"),
    path("rules/<str:slug>/", rulebook.rule_set, name="rule_set"),
    path("journal/", journal.journal, name="journal"),
    path("journal/check/", journal.check, name="check_journal"),
    path("feedback/", feedback.feedback, name="feedback"),
]
