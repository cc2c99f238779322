"""The web application, for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from commonhall.site.supervision import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonhall.site.settings")
application = get_wsgi_application()
end_with_parent()
