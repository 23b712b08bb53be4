"""The site's addresses and those that exist in development or for errors only."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.template.loader import render_to_string
from django.urls import path

from marketplace import style
from marketplace.urls import urlpatterns as site


@login_not_required
def gone_wrong(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, f"{code}.html")


@login_not_required
def stand_alone(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse(render_to_string(f"{code}.html"))


class Question(forms.Form):
    title = forms.CharField(label="Title")


ASK = """{% extends "base.html" %}
{% block title %}Ask{% endblock %}
{% block main %}
  <h1>Ask</h1>
  {% include "components/_errors.html" with form=form only %}
  <form class="form" method="post" novalidate>
    {% csrf_token %}
    {% include "components/_field.html" with field=form.title only %}
    <button class="button">Send</button>
  </form>
{% endblock %}"""


@login_not_required
def ask(request: HttpRequest) -> HttpResponse:
    form = Question(request.POST if request.method == "POST" else None)
    return HttpResponse(engines["django"].from_string(ASK).render({"form": form}, request))


urlpatterns = [
    path("ask/", ask),
    path("style/", style.style, name="style"),
    path("wrong/<str:code>/", gone_wrong),
    path("alone/<str:code>/", stand_alone),
    *site,
]
