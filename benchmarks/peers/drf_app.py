"""The usual Django REST framework: ModelSerializer, prefetch_related, TokenAuthentication."""

from django.db import transaction
from django.urls import include, path
from rest_framework import mixins, routers, serializers, viewsets
from rest_framework.authentication import TokenAuthentication
from rest_framework.permissions import IsAdminUser, IsAuthenticated
from rest_framework.response import Response

from benchmarks.peers.models import Connector, StationModel


class BearerAuthentication(TokenAuthentication):
    keyword = "Bearer"


class ConnectorSerializer(serializers.ModelSerializer):
    id = serializers.IntegerField(source="connector_id", min_value=1)
    connectionType = serializers.CharField(source="connection_type")
    maxAmperage = serializers.FloatField(source="max_amperage")
    maxVoltage = serializers.FloatField(source="max_voltage")
    maxPowerWatts = serializers.FloatField(source="max_power_watts")

    class Meta:
        model = Connector
        fields = ["id", "connectionType", "format", "maxAmperage", "maxVoltage", "maxPowerWatts"]


class ConfigurationKeysSerializer(serializers.Serializer):
    ocppUrl = serializers.CharField(source="ocpp_url_key", max_length=200)


class StationModelSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(read_only=True)
    friendlyName = serializers.CharField(source="friendly_name", max_length=200, required=False, allow_null=True)
    powerType = serializers.ChoiceField(source="power_type", choices=StationModel._meta.get_field("power_type").choices)
    connectors = ConnectorSerializer(many=True)
    configurationKeys = ConfigurationKeysSerializer(source="*")
    imageUrl = serializers.URLField(source="image_url", max_length=500, required=False, allow_null=True)
    isArchived = serializers.BooleanField(source="archived", read_only=True)
    createdAt = serializers.DateTimeField(source="created_at", read_only=True)
    updatedAt = serializers.DateTimeField(source="updated_at", read_only=True)

    class Meta:
        model = StationModel
        fields = ["id", "vendor", "model", "friendlyName", "powerType", "connectors", "configurationKeys", "imageUrl",
                  "isArchived", "createdAt", "updatedAt"]  # fmt: skip

    @transaction.atomic
    def create(self, validated_data):
        connectors = validated_data.pop("connectors")
        station_model = StationModel.objects.create(
            **validated_data,
            vendor_key=validated_data["vendor"].casefold(),
            model_key=validated_data["model"].casefold(),
        )
        Connector.objects.bulk_create(
            Connector(station_model=station_model, position=position, **each)
            for position, each in enumerate(connectors)
        )
        return station_model


class StationModelViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    authentication_classes = [BearerAuthentication]
    queryset = StationModel.objects.prefetch_related("connectors").order_by("seq")
    serializer_class = StationModelSerializer
    lookup_field = "id"

    def get_permissions(self):
        return [IsAdminUser() if self.action == "create" else IsAuthenticated()]

    def list(self, request):
        limit = min(serializers.IntegerField(min_value=1).run_validation(request.query_params.get("limit", 20)), 100)
        is_archived = serializers.BooleanField().run_validation(request.query_params.get("isArchived", False))
        found = self.get_queryset().filter(archived=is_archived)
        if vendor := request.query_params.get("vendor"):
            found = found.filter(vendor_key=vendor.casefold())
        if after := request.query_params.get("startingAfter"):
            pk = serializers.UUIDField().run_validation(after)
            found = found.filter(seq__gt=StationModel.objects.filter(id=pk).values("seq"))
        rows = list(found[: limit + 1])
        items = self.get_serializer(rows[:limit], many=True).data
        return Response({"data": {"hasMore": len(rows) > limit, "items": items}})

    def create(self, request):
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response({"data": serializer.data}, status=201)


router = routers.SimpleRouter(trailing_slash=False)
router.register("charging-station-models", StationModelViewSet)
urlpatterns = [path("asset-management/v1/", include(router.urls))]
