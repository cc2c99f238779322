"""Sample content of the gallery: an invented town."""

from commonhall.ui.gallery_samples.data import for_data, for_map
from commonhall.ui.gallery_samples.forms import for_forms
from commonhall.ui.gallery_samples.page import for_page
from commonhall.ui.gallery_samples.parts import for_parts
from commonhall.ui.gallery_samples.rest import for_rest
from commonhall.ui.gallery_samples.town import boundaries

__all__ = ["boundaries", "for_data", "for_forms", "for_map", "for_page", "for_parts", "for_rest"]
