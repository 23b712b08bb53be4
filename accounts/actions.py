"""What changes who somebody is."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import time, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from accounts import domains, emails, places, vocabulary
from accounts.models import (
    Blackout,
    Membership,
    Organisation,
    Resume,
    Skill,
    SkillName,
    Student,
    University,
    UniversityRequest,
    User,
)
from accounts.models.skills import skill_key
from marketplace import uploads
from marketplace.states import move
from notifications import actions as notified
from notifications.kinds import How

# --- Students --------------------------------------------------------------


VISIT = timedelta(minutes=30)
NOTED = timedelta(minutes=1)


def note_visit(student: Student) -> None:
    """They look for projects now. After half an hour without looking it is another visit.

    Written once a minute at most.
    """
    now, before = timezone.now(), student.seen_at
    if before and now - before < NOTED:
        return
    if before and now - before >= VISIT:
        student.last_visit = before
    student.seen_at = now
    Student.objects.filter(pk=student.pk).update(seen_at=now, last_visit=student.last_visit)


@transaction.atomic
def enrol(user: User, university: University) -> Student:
    """Make `user` a student there; their clock is the university's until they say otherwise."""
    User.objects.filter(pk=user.pk).update(time_zone=university.time_zone)
    user.time_zone = university.time_zone
    return Student.objects.create(user=user, university=university)


@transaction.atomic
def save_profile(student: Student, skills: list[str]) -> None:
    """Save what the form put on `student`, with skills that may be new to the vocabulary."""
    student.save()
    student.skills.set(skills_named(skills, by=student.user))


def add_blackout(blackout: Blackout) -> None:
    """Keep days that a form has checked."""
    blackout.save()


def remove_blackout(blackout: Blackout) -> None:
    blackout.delete()


def add_resume(student: Student, upload: UploadedFile[Any]) -> Resume:
    """Keep a file that `uploads.check` accepted."""
    return Resume.objects.create(student=student, **uploads.facts(upload))


@transaction.atomic
def remove_resume(resume: Resume) -> None:
    """Remove the row, and the file once that is certain.

    Raises:
        ProtectedError: an application was sent with it.
    """
    storage, name = resume.file.storage, resume.file.name
    resume.delete()
    transaction.on_commit(lambda: storage.delete(str(name)))


def ask_for_university(email: str, university_name: str) -> None:
    """Remember that somebody would like to come in. Asking again changes nothing."""
    UniversityRequest.objects.get_or_create(
        email=email.lower(),
        defaults={"domain": domains.domain_of(email), "university_name": university_name},
    )


# --- Skills ----------------------------------------------------------------


@transaction.atomic
def skills_named(names: list[str], by: User | None = None) -> list[Skill]:
    """For each name its skill. What nobody knows becomes a proposal of `by`."""
    known = Skill.objects.named(names)
    return [known.get(name) or _propose(name, by) for name in names]


def _propose(name: str, by: User | None) -> Skill:
    for slug in vocabulary.slugs(name):
        with suppress(IntegrityError), transaction.atomic():
            return Skill.objects.create(
                name=name,
                slug=slug,
                status=Skill.Status.PROPOSED,
                proposed_by=by,
                proposed_at=timezone.now(),
            )
        # Either somebody else has just proposed it, or the slug is another skill's.
        written = vocabulary.skill_named(name)
        if written:
            return written
    raise AssertionError("there is always another slug")


def accept_skill(skill: Skill) -> None:
    """Offer a proposal to everybody.

    Raises:
        WrongState: it is accepted already.
    """
    move(skill, Skill.Status.ACCEPTED)


@transaction.atomic
def rename_skill(skill: Skill, name: str) -> None:
    """Give it a better name; it stays known by the old one, and its address stays.

    Raises:
        IntegrityError: another skill goes by that name.
    """
    row = Skill.objects.select_for_update().get(pk=skill.pk)
    same = SkillName.objects.filter(key=skill_key(name), skill=row).values("name")
    row.synonyms.filter(name__in=same).delete()
    old, row.name = row.name, name
    row.save(update_fields=["name"])
    skill.name = name
    if not SkillName.objects.filter(key=skill_key(old)).exists():
        row.synonyms.create(name=old)


@transaction.atomic
def merge_skill(skill: Skill, into: Skill) -> None:
    """Make one skill of two: who had `skill` has `into`, which is also known by its names.

    Raises:
        ValueError: they are the same.
    """
    if skill.pk == into.pk:
        raise ValueError("a skill cannot be merged into itself")
    both = Skill.objects.select_for_update().filter(pk__in=[skill.pk, into.pk]).order_by("pk")
    rows = {row.pk: row for row in both}
    gone, kept = rows[skill.pk], rows[into.pk]
    for table, other in vocabulary.where_used():
        have = table._default_manager.filter(skill=kept).values(other)
        theirs = table._default_manager.filter(skill=gone)
        theirs.filter(**{f"{other}__in": have}).delete()
        theirs.update(skill=kept)
    names = [gone.name, *gone.synonyms.values_list("name", flat=True)]
    gone.delete()
    for name in names:
        if not SkillName.objects.filter(key=skill_key(name)).exists():
            kept.synonyms.create(name=name)


# --- Demonstration ---------------------------------------------------------


def give_second_factor(user: User) -> None:
    """Let an invented person through the doors that ask for one. Nobody knows its secret."""
    Authenticator.objects.get_or_create(
        user=user,
        type=Authenticator.Type.TOTP,
        defaults={
            "data": {"secret": encrypt(get_random_string(32, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))}
        },
    )


# --- Organisations ---------------------------------------------------------


@transaction.atomic
def create_organisation(org: Organisation, owner: User) -> Organisation:
    """Save a new one with its owner; verified at once when the owner's e-mail proves it.

    Somebody who has one already keeps that: a form sent twice makes one.
    """
    User.objects.select_for_update().get(pk=owner.pk)
    existing = Organisation.objects.of(owner).first()
    if existing:
        return existing
    org.time_zone = org.time_zone or places.guess_zone(org.country)
    _save_under_free_slug(org)
    Membership.objects.create(organisation=org, user=owner, role=Membership.Role.OWNER)
    if owner.time_zone == "UTC":
        User.objects.filter(pk=owner.pk).update(time_zone=org.time_zone)
    _verify_by_domain(org, owner)
    return org


@transaction.atomic
def change_organisation(org: Organisation, by: User) -> None:
    """Save changes. What was proved and is now different has to be proved again."""
    before = Organisation.objects.select_for_update().get(pk=org.pk)
    org.time_zone = org.time_zone or places.guess_zone(org.country)
    # Not the status: it may have moved since the form was read.
    org.save(update_fields=["name", "type", "website", "about", "country", "city", "time_zone"])
    org.refresh_from_db(fields=["status", "proof", "verified_at"])
    moved_site = domains.host_of(org.website) != domains.host_of(before.website)
    renamed = org.name != before.name and org.proof == Organisation.Proof.STAFF
    if org.is_verified and (moved_site or renamed):
        move(org, Organisation.Status.UNVERIFIED, proof=Organisation.Proof.NONE, verified_at=None)
    _verify_by_domain(org, by)


def _verify_by_domain(org: Organisation, by: User) -> None:
    waiting = org.status == Organisation.Status.UNVERIFIED
    if waiting and org.website and domains.proves(by.email, org.website):
        verify_organisation(org, Organisation.Proof.DOMAIN)


def _save_under_free_slug(org: Organisation) -> None:
    base = slugify(org.name)[:120] or "organisation"
    for slug in (base, f"{base}-{slugify(org.city)[:12] or org.country.lower()}"):
        org.slug = slug
        with suppress(IntegrityError), transaction.atomic():
            org.save(force_insert=True)
            return
    org.slug = f"{base}-{get_random_string(6, 'abcdefghjkmnpqrstuvwxyz23456789')}"
    org.save(force_insert=True)


@transaction.atomic
def verify_organisation(org: Organisation, proof: str) -> None:
    """Say that `org` is who it says it is; its owners are told when a person decided.

    Raises:
        WrongState: it is verified already.
    """
    move(org, Organisation.Status.VERIFIED, proof=proof, verified_at=timezone.now())
    if proof == Organisation.Proof.STAFF:
        emails.organisation_verified(org)


@transaction.atomic
def refuse_organisation(org: Organisation) -> None:
    """Say that `org` may not publish here.

    Raises:
        WrongState: it is refused already.
    """
    emails.organisation_refused(org)
    move(org, Organisation.Status.REFUSED, proof=Organisation.Proof.NONE, verified_at=None)


@transaction.atomic
def choose_mail(
    user: User, chosen: Mapping[str, How], quiet_from: time | None, quiet_until: time | None
) -> None:
    """How mail of each kind comes, and between which hours of theirs none does that can wait."""
    notified.choose(user, chosen)
    user.quiet_from, user.quiet_until = quiet_from, quiet_until
    user.save(update_fields=["quiet_from", "quiet_until"])
