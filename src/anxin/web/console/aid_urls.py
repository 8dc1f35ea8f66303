"""Addresses of mutual aid, on the console."""

from django.urls import path

from anxin.web.console import aid, aid_claim, aid_claims, aid_premiums, aid_rosters, aid_runs

urlpatterns = [
    path("aid/", aid.schemes, name="aid"),
    path("aid/claims/<str:public_id>/", aid_claim.claim, name="aid_claim"),
    path("aid/claims/<str:public_id>/again/", aid_claim.claim_replay, name="aid_replay"),
    path("aid/claims/<str:public_id>/<str:deed>/", aid_claim.claim_act, name="aid_claim_act"),
    path("aid/rosters/<str:public_id>/", aid_rosters.roster, name="aid_roster"),
    path("aid/rosters/<str:public_id>/<str:deed>/", aid_rosters.roster_act, name="aid_roster_act"),
    path("aid/runs/<str:public_id>/", aid_runs.run, name="aid_run"),
    path("aid/runs/<str:public_id>/continue/", aid_runs.continue_run, name="aid_run_continue"),
    path("aid/runs/<str:public_id>/lines.csv", aid_runs.run_file, {"form": "csv"}, name="aid_run_csv"),
    path("aid/runs/<str:public_id>/lines.xlsx", aid_runs.run_file, {"form": "xlsx"}, name="aid_run_xlsx"),
    path("aid/<str:pack>/<str:slug>/", aid.scheme, name="aid_scheme"),
    path("aid/<str:pack>/<str:slug>/paid/", aid.paid, name="aid_paid"),
    path("aid/<str:pack>/<str:slug>/paid.csv", aid.paid_file, {"form": "csv"}, name="aid_paid_csv"),
    path("aid/<str:pack>/<str:slug>/paid.xlsx", aid.paid_file, {"form": "xlsx"}, name="aid_paid_xlsx"),
    path("aid/<str:pack>/<str:slug>/rosters/", aid_rosters.rosters, name="aid_rosters"),
    path("aid/<str:pack>/<str:slug>/rosters/blank.xlsx", aid_rosters.blank, name="aid_blank"),
    path("aid/<str:pack>/<str:slug>/premiums/", aid_premiums.premiums, name="aid_premiums"),
    path("aid/<str:pack>/<str:slug>/claims/", aid_claims.claims, name="aid_claims"),
    path("aid/<str:pack>/<str:slug>/claims/new/", aid_claims.new_claim, name="aid_claim_new"),
    path("aid/<str:pack>/<str:slug>/claims/find/", aid_claims.find_claims, name="aid_claims_find"),
    path("aid/<str:pack>/<str:slug>/claims/approve/", aid_claims.approve_some, name="aid_claims_approve"),
    path("aid/<str:pack>/<str:slug>/payments/", aid_runs.payments, name="aid_payments"),
]
