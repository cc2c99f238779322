"""The web application, for any WSGI server."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from commonhall.site import private_home
from commonhall.site.supervision import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonhall.site.settings")
application = get_wsgi_application()
private_home.close(settings.COMMONHALL_HOME)
end_with_parent()
