"""Addresses of the light on buyers. A firm's own ends in its id."""

from django.urls import path

from anxin.web.phone import buyer_own_views, buyer_table_views, buyer_views

urlpatterns = [
    path("buyers", buyer_views.buyers, name="buyers"),
    path("buyers/like", buyer_views.like, name="buyers_like"),
    path("buyers/table", buyer_table_views.buyers_table, name="buyers_table"),
    path("buyers/record", buyer_views.buyers_record, name="buyers_record"),
    path("buyers/mine", buyer_own_views.my_buyers, name="my_buyers"),
    path("buyers/mine/forget", buyer_own_views.forget_buyers, name="forget_buyers"),
    path("buyers/mine/<int:number>/withdraw", buyer_own_views.withdraw_report, name="withdraw_report"),
    path("buyers/firm/<str:firm>", buyer_views.buyer, name="buyer"),
    path("buyers/firm/<str:firm>/watch", buyer_own_views.watch_buyer, name="watch_buyer"),
    path("buyers/firm/<str:firm>/report", buyer_own_views.report_buyer, name="report_buyer"),
]
