"""The admin: to look at what is stored. Sign-in goes through allauth, with its rate limits and second factor.

Only accounts are edited here. Built-in decks come from files, and everything else has a service that keeps the log,
the schedules and the counters together: a form of the admin would leave them at odds.
"""

import json

import allauth.mfa.admin
import allauth.usersessions.admin
from allauth.account.decorators import secure_admin_login
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.html import format_html_join

from cards.kinds import KINDS
from cards.models import Card, Deck, Enrolment, Learner, Leaving, Receipt, Review, Schedule, StudyDay

admin.site.login = secure_admin_login(admin.site.login)
admin.site.site_header = admin.site.site_title = "prep"

MOST_ROWS = 5_000


class CappedPaginator(Paginator):
    """Counts no further than MOST_ROWS: with millions of reviews, counting takes longer than anybody waits."""

    @cached_property
    def count(self) -> int:
        return self.object_list[:MOST_ROWS].count()


class ReadOnly(admin.ModelAdmin):
    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Learner)
class LearnerAdmin(UserAdmin):
    list_display = ["username", "email", "time_zone", "is_active", "is_staff", "date_joined", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser"]
    search_fields = ["username", "email"]
    ordering = ["-date_joined"]
    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    fieldsets = [
        *UserAdmin.fieldsets,
        (
            "Study",
            {
                "fields": [
                    *("time_zone", "rollover_hour", "new_per_day", "reviews_per_day", "minutes_per_day"),
                    *("grades_shown", "show_intervals", "theme", "reminder_hour", "rest_days", "reminded_on"),
                ]
            },
        ),
    ]
    # Changing rest days recounts streaks: that is the settings page's service.
    readonly_fields = ["rest_days", "reminded_on", "last_login", "date_joined"]

    def has_delete_permission(self, request, obj=None):
        """Deleting is the learner's own, under Settings: it also ends sessions and takes their cards along."""
        return False


@admin.register(Leaving)
class LeavingAdmin(ReadOnly):
    list_display = ["learner", "wished_at", "begun_at"]
    list_select_related = ["learner"]


@admin.register(Deck)
class DeckAdmin(ReadOnly):
    list_display = ["title", "slug", "owner", "company", "role", "is_pack", "is_retired"]
    list_filter = ["is_pack", "is_retired", ("owner", admin.EmptyFieldListFilter)]
    search_fields = ["title", "slug", "=owner__username"]
    list_select_related = ["owner"]
    exclude = ["description_html"]


@admin.register(Card)
class CardAdmin(ReadOnly):
    list_display = ["key", "ordinal", "title", "deck", "kind_label", "stage", "status", "edited_at"]
    list_filter = ["status", "kind", "stage", ("deck__owner", admin.EmptyFieldListFilter)]
    search_fields = ["key", "title", "deck__slug"]
    list_select_related = ["deck"]
    exclude = ["html", "search", "kind", "content"]
    readonly_fields = ["kind_label", "says"]

    @admin.display(description="kind", ordering="kind")
    def kind_label(self, card):
        kind = KINDS.get(card.kind)
        return kind.label if kind else card.kind

    @admin.display(description="what it says")
    def says(self, card):
        """Section by section; as it is stored, where its kind cannot read it."""
        try:
            said = [(section.title, section.written_of(card.content)) for section in KINDS[card.kind].sections]
        except (AttributeError, LookupError, TypeError):
            said = [("Content", json.dumps(card.content, ensure_ascii=False, indent=2))]
        return format_html_join("", "<h3>{}</h3><pre>{}</pre>", [each for each in said if each[1]])


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnly):
    list_display = ["pk", "learner", "deck", "is_paused", "enrolled_at"]
    list_filter = ["is_paused"]
    search_fields = ["=learner__username", "deck__slug"]
    list_select_related = ["learner", "deck"]


@admin.register(Schedule)
class ScheduleAdmin(ReadOnly):
    list_display = ["pk", "learner", "card", "due", "planned_for", "interval", "ease", "lapses", "reviewed_at"]
    list_filter = ["is_suspended", "is_shelved", "is_flagged"]
    search_fields = ["=learner__username", "card__key"]
    list_select_related = ["learner", "card"]
    exclude = ["note", "note_html"]  # the learner's own words


@admin.register(Review)
class ReviewAdmin(ReadOnly):
    list_display = ["pk", "learner", "card", "quality", "phase", "study_day", "reviewed_at", "undone_at"]
    list_filter = ["quality", "phase", ("undone_at", admin.EmptyFieldListFilter)]
    search_fields = ["=learner__username", "card__key", "=key"]
    list_select_related = ["learner", "card"]


@admin.register(StudyDay)
class StudyDayAdmin(ReadOnly):
    list_display = ["pk", "learner", "day", "reviews", "new", "seconds", "streak"]
    search_fields = ["=learner__username"]
    list_select_related = ["learner"]


@admin.register(Receipt)
class ReceiptAdmin(ReadOnly):
    list_display = ["pk", "learner", "name", "key", "made_at", "undone_at"]
    list_filter = ["name"]
    search_fields = ["=learner__username", "=key"]
    list_select_related = ["learner"]
    exclude = ["result", "before"]


# allauth's own pages would show what signs a learner in: the secret of the authenticator app, the key of the session.
# They are registered as soon as their modules are imported.
admin.site.unregister([allauth.mfa.admin.Authenticator, allauth.usersessions.admin.UserSession])


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnly):
    list_display = ["pk", "user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    search_fields = ["=user__username"]
    list_select_related = ["user"]
    exclude = ["data"]

    def has_delete_permission(self, request, obj=None):
        """Who lost their phone and their recovery codes has nobody else to ask."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(UserSession)
class UserSessionAdmin(ReadOnly):
    list_display = ["pk", "user", "created_at", "last_seen_at", "ip", "user_agent"]
    search_fields = ["=user__username", "=ip"]
    list_select_related = ["user"]
    exclude = ["session_key", "data"]
