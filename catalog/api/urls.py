"""URLs of the API. The trailing slash is optional."""

from rest_framework.routers import SimpleRouter

from catalog.api.views import StationModelViewSet


class OptionalSlashRouter(SimpleRouter):
    """Router with optional trailing slashes, because a redirect would lose the body of a POST."""

    def __init__(self) -> None:
        super().__init__()
        self.trailing_slash = "/?"


router = OptionalSlashRouter()
router.register("asset-management/v1/charging-station-models", StationModelViewSet, basename="station-model")
urlpatterns = router.urls
