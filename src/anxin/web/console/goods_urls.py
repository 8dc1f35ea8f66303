"""Addresses of goods, on the console."""

from django.urls import path

from anxin.web.console import goods

urlpatterns = [
    path("goods/", goods.goods, name="goods"),
    path("goods/<slug:pack>/", goods.goods_of, name="goods_of"),
    path("goods/<slug:pack>/sites/", goods.add_site, name="add_site"),
    path("goods/<slug:pack>/lots/<str:code>/", goods.lot, name="lot"),
    path("goods/<slug:pack>/lots/<str:code>/papers/", goods.add_paper, name="add_paper"),
    path("goods/<slug:pack>/lots/<str:code>/trace/", goods.trace, name="trace"),
    path("goods/<slug:pack>/lots/<str:code>/wrong/<slug:digest>/", goods.declare_wrong, name="declare_wrong"),
]
