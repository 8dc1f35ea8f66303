"""The phone's addresses. A code's own address is short, because it is drawn as a square and typed by hand."""

from allauth.account.views import LoginView, LogoutView
from django.urls import path, register_converter

from anxin.web.design import elder
from anxin.web.phone import (
    allotment_urls,
    benefit_urls,
    buyer_urls,
    card_views,
    case_filing_views,
    case_views,
    dispute_views,
    door_views,
    family_views,
    inquiry_there_views,
    inquiry_views,
    lot_views,
    notice_views,
    outcome_views,
    own_views,
    screen_views,
    site_views,
)


class RequestAct:
    """What a requester does with a request."""

    regex = "|".join(case_views.ACTS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(RequestAct, "request_act")

urlpatterns = [
    path("", door_views.landing, name="landing"),
    path("c/", door_views.find_code, name="find_code"),
    path("c/<str:code>", door_views.code, name="code"),
    path("c/<str:code>/before", door_views.before_entry, name="before_entry"),
    path("c/<str:code>/confirm", door_views.confirm_visit, name="confirm_visit"),
    path("k/<str:code>", door_views.code, name="screen"),
    path("v/<str:token>", door_views.visit, name="visit"),
    path("v/<str:token>/leave", door_views.leave_visit, name="leave_visit"),
    path("v/<str:token>/receipt.json", door_views.visit_receipt, name="visit_receipt"),
    path("v/<str:token>/rate", door_views.rate_visit, name="rate_visit"),
    path("v/<str:token>/complain", door_views.complain, name="complain"),
    path("me", own_views.me, name="me"),
    path("me/showing", screen_views.showing, name="me_showing"),
    path("me/news", screen_views.news, name="me_news"),
    path("me/device-key", screen_views.device_key, name="me_device"),
    path("me/seen", screen_views.seen, name="me_seen"),
    path("me/card", card_views.card, name="me_card"),
    path("me/card/make", card_views.make_card, name="make_card"),
    path("me/card/lost", card_views.lose_card, name="lose_card"),
    path("me/card.pdf", card_views.card_pdf, name="me_card_pdf"),
    path("me/visits", own_views.visits, name="me_visits"),
    path("me/visits/<int:number>/receipt.json", own_views.visit_receipt, name="me_receipt"),
    path("me/visits/<int:number>/leave", own_views.leave_visit, name="me_leave"),
    path("me/looks", own_views.looks, name="me_looks"),
    path("me/looks/<int:entry>/proof.json", own_views.look_proof, name="look_proof"),
    path("me/looks/<int:entry>/ask", own_views.ask, name="ask_about_look"),
    path("me/outcomes", outcome_views.outcomes, name="me_outcomes"),
    path("me/proof.json", outcome_views.proof_of_today, name="proof_of_today"),
    path("me/outcomes/<int:number>/proof.json", outcome_views.proof, name="proof"),
    path("me/family", family_views.family, name="family"),
    path("me/family/<int:number>/end", family_views.end, name="end_carrying"),
    path("carry/<str:link>", family_views.carry, name="carry"),
    path("carried", family_views.carried, name="carried"),
    path("carried/showing", family_views.carried_showing, name="carried_showing"),
    path("lookup", family_views.lookup, name="lookup"),
    path("lookup/show", family_views.show, name="lookup_show"),
    path("me/records", dispute_views.records, name="records"),
    path("me/records/<int:record>/dispute", dispute_views.dispute, name="dispute"),
    path("me/requests", case_views.my_requests, name="my_requests"),
    *allotment_urls.urlpatterns,
    *buyer_urls.urlpatterns,
    *benefit_urls.urlpatterns,
    path("q/new/<slug:service>/<str:code>", inquiry_views.inquire, name="inquire"),
    path("q/at/<slug:peer>/<str:dataset>", inquiry_there_views.inquire_there, name="inquire_there"),
    path("q/there/<str:link>", inquiry_there_views.inquiry_there, name="inquiry_there"),
    path("q/<str:link>", inquiry_views.inquiry, name="inquiry"),
    path("me/inquiries", inquiry_views.my_inquiries, name="my_inquiries"),
    path("me/inquiries/<str:public_id>/<str:act>", inquiry_views.answer_inquiry, name="answer_inquiry"),
    path("l/<str:code>", lot_views.lot, name="lot"),
    path("site/", site_views.sites, name="sites"),
    path("site/<str:public_id>", site_views.site, name="site"),
    path("site/<str:public_id>/upload", site_views.upload, name="site_upload"),
    path("site/<str:public_id>/<slug:act>", site_views.record_at, name="record_at"),
    path("services/", case_filing_views.matters, name="matters"),
    path("services/<slug:service>/notices", notice_views.board, name="notices"),
    path("r/", case_views.find, name="find_case"),
    path("r/new/<slug:service>/<slug:matter>", case_filing_views.new, name="file_case"),
    path("r/mine/", case_views.own_cases, name="own_cases"),
    path("r/mine/leave", case_views.leave, name="leave_cases"),
    path("r/mine/<str:public_id>", case_views.own_case, name="own_case"),
    path("r/mine/<str:public_id>/file/<str:attachment>", case_views.own_case_file, name="own_case_file"),
    path("r/mine/<str:public_id>/<request_act:act>", case_views.own_case_act, name="own_case_act"),
    path("r/<str:token>", case_views.case, name="case"),
    path("r/<str:token>/receipt", case_filing_views.receipt, name="case_receipt"),
    path("r/<str:token>/file/<str:public_id>", case_views.case_file, name="case_file"),
    path("r/<str:token>/<request_act:act>", case_views.case_act, name="case_act"),
    path("after-sign-in", own_views.after_sign_in, name="after_sign_in"),
    path("elder", elder.toggle, name="elder"),
    path("accounts/login/", LoginView.as_view(template_name="phone/sign_in.html"), name="account_login"),
    path("accounts/logout/", LogoutView.as_view(template_name="phone/sign_out.html"), name="account_logout"),
]
