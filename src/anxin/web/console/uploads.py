"""Bringing tables: upload, look, decide, receipt."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.kernel.access.rules import Act
from anxin.kernel.errors import NotFound
from anxin.kernel.intake import actions as intake
from anxin.kernel.intake.layouts import Layout
from anxin.kernel.intake.models import Upload, UploadState
from anxin.kernel.intake.queries import problems_of, upload_of, uploads_visible
from anxin.kernel.intake.showing import give_back, show_rows
from anxin.kernel.journal.actor import Actor, Role
from anxin.web.console import applying, words
from anxin.web.console.blank import blank_table
from anxin.web.console.chosen_service import service, turn_to
from anxin.web.console.forms import UploadForm
from anxin.web.console.guard import DeskRequest, desk
from anxin.web.console.paging import leaf_of, number_asked

PROBLEMS_SHOWN = 200
ROWS_SHOWN = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Act.UPLOAD)
def uploads(request: DeskRequest) -> HttpResponse:
    """What was brought so far, and the form to bring more."""
    layouts = layouts_for(request.actor)
    form = UploadForm(layouts, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _bring(request, form)
    leaf = leaf_of(uploads_visible(request.actor).filter(pack=service()), number_asked(request))
    context = {"form": form, "layouts": layouts, "leaf": leaf}
    return render(request, "console/uploads/list.html", context, status=400 if form.errors else 200)


def layouts_for(actor: Actor) -> list[Layout]:
    """The tables that the role may bring."""
    return [layout for layout in words.pack().layouts.values() if actor.role in layout.uploaded_by]


def _bring(request: DeskRequest, form: UploadForm) -> HttpResponse:
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    made = intake.stage(
        by=request.actor,
        at=request.at,
        file=file,
        file_name=file.name or "",
        pack=service(),
        layout=form.cleaned_data["layout"],
        layouts=words.pack().layouts,
    )
    if made.state in (UploadState.APPLIED, UploadState.APPLYING):
        messages.info(request, _("You have brought this very file before; here is what came of it."))
    return redirect("console:upload", made.public_id)


@require_safe
@desk(Act.UPLOAD)
def upload(request: DeskRequest, public_id: str) -> HttpResponse:
    """One upload in whatever state it is; asked by the page itself, only how far the writing is."""
    running = applying.is_running(public_id)  # asked before the state is read, or a finished writing looks interrupted
    held = _upload(request, public_id)
    how_far = _how_far(held, running=running)
    if request.headers.get("HX-Request") == "true":
        return _progress(request, how_far)
    return render(request, "console/uploads/upload.html", how_far | _context(request, held))


def _upload(request: DeskRequest, public_id: str) -> Upload:
    """The upload, and from here on the words of its own service."""
    held = upload_of(request.actor, public_id)
    turn_to(held.pack)
    return held


def _progress(request: DeskRequest, how_far: dict[str, Any]) -> HttpResponse:
    answer = render(request, "console/uploads/_progress.html", how_far)
    if how_far["upload"].state != UploadState.APPLYING:
        answer["HX-Refresh"] = "true"
    return answer


def _how_far(held: Upload, *, running: bool) -> dict[str, Any]:
    done = held.rows_applied / held.rows_good if held.rows_good else 0.0
    return {
        "upload": held,
        "done": done,
        "width": f"{done * 100:.2f}%",
        "running": running,
    }


def _context(request: DeskRequest, held: Upload) -> dict[str, Any]:
    problems = problems_of(held)
    context: dict[str, Any] = {
        "problems": problems[:PROBLEMS_SHOWN],
        "problems_total": len(problems),
        "may_decide": held.layout in {layout.slug for layout in layouts_for(request.actor)},
        "layout": words.pack().layouts.get(held.layout),
    }
    if held.state == UploadState.APPLIED:
        context["receipt"] = intake.receipt_of(held)
    if held.state == UploadState.STAGED and _brought_by(request.actor, held) and context["layout"]:
        page = number_asked(request)
        context["preview"] = show_rows(
            by=request.actor,
            at=request.at,
            upload=held,
            layout=context["layout"],
            good=True,
            page=page,
            size=ROWS_SHOWN,
        )
    return context


def _brought_by(actor: Actor, held: Upload) -> bool:
    """Rows hold names: they are shown again to whoever brought them, or to the same agency, and to nobody else."""
    if actor.role == Role.AGENCY_CLERK:
        return held.organisation_id == actor.organisation_id
    return held.user_id == actor.user_id


@require_POST
@desk(Act.UPLOAD)
def confirm(request: DeskRequest, public_id: str) -> HttpResponse:
    """Take the good rows; also goes on with a writing that was interrupted."""
    held = _upload(request, public_id)
    held = intake.confirm(by=request.actor, at=request.at, upload=held, layouts=words.pack().layouts)
    if held.state == UploadState.APPLYING:
        if held.rows_good <= applying.AT_ONCE:
            applying.apply_now(by=request.actor, at=request.at, public_id=public_id)
        else:
            applying.start(by=request.actor, at=request.at, public_id=public_id)
    return redirect("console:upload", public_id)


@require_POST
@desk(Act.UPLOAD)
def discard(request: DeskRequest, public_id: str) -> HttpResponse:
    """Take nothing of it."""
    held = _upload(request, public_id)
    intake.discard(by=request.actor, at=request.at, upload=held, layouts=words.pack().layouts)
    messages.success(request, _("Discarded; nothing was written. The same file may be brought again."))
    return redirect("console:uploads")


@require_safe
@desk(Act.UPLOAD)
def problems(request: DeskRequest, public_id: str) -> HttpResponse:
    """The file back as a workbook, with every offending cell marked and explained."""
    held = _upload(request, public_id)
    layout = words.pack().layouts.get(held.layout)
    if layout is None:
        raise NotFound(_("This kind of table is no longer read here."), todo=_("Look at the problems on the page."))
    name = "-".join((PurePath(held.file_name).stem, _("problems")))
    return _workbook(give_back(by=request.actor, at=request.at, upload=held, layout=layout), name)


@require_safe
@desk(Act.UPLOAD)
def blank(request: DeskRequest, slug: str) -> HttpResponse:
    """An empty table to fill in."""
    layout = next((layout for layout in layouts_for(request.actor) if layout.slug == slug), None)
    if layout is None:
        raise NotFound(_("There is no such table for your role."), todo=_("Choose one from the page of uploads."))
    return _workbook(blank_table(layout), words.said(layout.title))


def _workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook to keep under a name in any script (RFC 6266)."""
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename=\"table.xlsx\"; filename*=UTF-8''{quote(name)}.xlsx"
    return answer
