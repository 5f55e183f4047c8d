// A walk through the API with what openapi-generator makes of its document for Java: java Walk ADDRESS TOKEN

import catalogue.ApiClient;
import catalogue.ApiException;
import catalogue.api.ChargingStationModelsApi;
import catalogue.model.*;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.*;

public class Walk {
  public static void main(String[] arguments) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(arguments[0]);
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + arguments[1]));
    ChargingStationModelsApi api = new ChargingStationModelsApi(client);
    ObjectMapper json = new ObjectMapper();
    Map<String, Object> seen = new LinkedHashMap<>();

    List<String> listed = new ArrayList<>();
    for (boolean hasMore = true; hasMore; ) {
      String bookmark = listed.isEmpty() ? null : listed.get(listed.size() - 1);
      var page = api.listChargingStationModels(null, null, null, null, "2", null, null, null, null, null, bookmark, null);
      page.getData().getItems().forEach(each -> listed.add(each.getId()));
      hasMore = page.getData().getHasMore();
    }
    seen.put("listed", listed);

    var connector = new ConnectorRequest().id(1).connectionType(ConnectionType.IEC_62196_T2).format(ConnectorFormat.SOCKET)
        .maxAmperage(new BigDecimal(32)).maxVoltage(new BigDecimal(230)).maxPowerWatts(new BigDecimal("22080.5"));
    var body = new CreateChargingStationModelRequest().vendor("Alfen").model("NG910-60003").powerType(PowerType.AC_3_PHASE)
        .connectors(List.of(connector))
        .configurationKeys(new ConfigurationKeysRequest().ocppUrl("BackOffice-URL-wired"));
    String id = api.createChargingStationModel(body, "walk").getData().getId();
    seen.put("created", id);
    try {
      api.createChargingStationModel(body, null);
    } catch (ApiException refused) {
      JsonNode problem = json.readTree(refused.getResponseBody());
      seen.put("refused", List.of(problem.get("code").asText(), problem.get("conflictingId").asText()));
    }
    var renamed = api.updateChargingStationModel(id, new UpdateChargingStationModelRequest().friendlyName("Eve"), null);
    seen.put("renamed", renamed.getData().getFriendlyName());

    // Members that are not set are not sent: of two reports one has no serial number and no firmware version.
    var resolved = api.resolveReport("NG910 60003", "ALFEN", null, null, null).getData();
    seen.put("resolved", List.of(resolved.getMatch(), resolved.getModel().getConnectors().get(0).getMaxPowerWatts()));
    var reports = new ReportsRequest().items(List.of(
        new ReportRequest().vendor("ALFEN").model("NG910 60003"),
        new ReportRequest().vendor("Nobody").model("X").serialNumber("1").firmwareVersion("2")));
    var answered = api.resolveReports(reports).getData().getItems();
    seen.put("answered", answered.stream().map(each -> each.getMatch()).toList());

    var least = new BigDecimal("22080.5");
    var most = new BigDecimal(22081);
    var picked = api.listChargingStationModels(null, null, null, null, null, most, least, null, null, null, null, null);
    seen.put("picked", picked.getData().getItems().stream().map(each -> each.getId()).toList());
    var exported = api.exportChargingStationModels(null, null, null, "json", false, null, least, null, null, null, null);
    seen.put("exported", exported.stream().map(each -> ((Map<?, ?>) each).get("model")).toList());

    seen.put("archived", api.archiveChargingStationModel(id, null, null).getData().getIsArchived());
    var changes = api.listChargingStationModelChanges(null, 0L, null).getData().getItems();
    seen.put("followed", changes.stream().map(each -> each.getId()).toList());
    System.out.println(json.writeValueAsString(seen));
  }
}
