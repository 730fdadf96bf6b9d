"""The admin: to look at what is stored. Sign-in goes through allauth, with its rate limits and second factor."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

admin.site.login = secure_admin_login(admin.site.login)
