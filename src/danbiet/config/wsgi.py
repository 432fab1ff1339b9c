"""The application that granian serves."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danbiet.config.settings")
# Whoever writes holds the database: between two questions it must not wait long for the other threads of its worker.
sys.setswitchinterval(0.0005)
application = get_wsgi_application()
