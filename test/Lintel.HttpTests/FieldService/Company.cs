using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.FieldService;

/// <summary>A fresh company of the field service API with a key of its own, so that tests do not see each other's records or limits.</summary>
internal sealed class Company(LintelHost host, string accountId, string key)
{
    private const string Base = "/fieldservice/api/v1";

    public static readonly string[] AllScopes =
    [
        "jobs:read", "jobs:write", "customers:read", "customers:write", "assets:read", "assets:write", "assets:service", "assets:meter", "assets:transfer",
        "inventory:read", "inventory:write", "inventory:transfer", "technicians:read",
    ];

    public string AccountId { get; } = accountId;

    public LintelHost Host { get; } = host;

    public static async Task<Company> CreateAsync(LintelHost host, params string[] scopes)
    {
        var account = await host.ManageAsync("POST", "/accounts", new { api = "fieldservice", name = "Test company", plan = "enterprise" });
        var id = account["id"]!.ToString();
        return new Company(host, id, await IssueAsync(host, id, scopes.Length == 0 ? AllScopes : scopes));
    }

    /// <summary>The same company with a key of other scopes.</summary>
    public async Task<Company> WithScopesAsync(params string[] scopes) => new(Host, AccountId, await IssueAsync(Host, AccountId, scopes));

    /// <summary>The same company with another of its keys.</summary>
    public Company With(string otherKey) => new(Host, AccountId, otherKey);

    public Task<Reply> GetAsync(string path) => SendAsync("GET", path);

    public async Task<Reply> SendAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Base + path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-API-Key", key);
        using var response = await Host.Client.SendAsync(request);
        return new Reply(
            response.StatusCode,
            response.Headers.Concat(response.Content.Headers).ToDictionary(
                header => header.Key,
                header => string.Join(", ", header.Value),
                StringComparer.OrdinalIgnoreCase),
            await response.Content.ReadAsStringAsync());
    }

    public async Task<long> CustomerAsync(string name = "Brook Dairy") =>
        (await SendAsync("POST", "/customers", $$"""{"customer_name":"{{name}}"}""")).Id("customer");

    public async Task<long> LocationAsync(long? customer = null) => (await SendAsync(
        "POST",
        $"/customers?id={customer ?? await CustomerAsync()}&locations=1",
        """{"location_name":"North yard","street":"1 Main Street","city":"Boise","state":"ID","zip":"83702"}""")).Id("location");

    public async Task<long> JobAsync(long? location = null) => (await SendAsync(
        "POST",
        "/jobs",
        $$"""{"job_title":"Replace pump seal","customer_location_id":{{location ?? await LocationAsync()}},"job_priority":"High"}""")).Id("job");

    public async Task<long> AssetAsync(long? location = null) => (await SendAsync(
        "POST", "/assets", $$"""{"asset_name":"Pump","asset_type_id":1{{(location is null ? string.Empty : $",\"location_id\":{location}")}}}""")).Id("asset");

    public async Task<long> ItemAsync(string part) => (await SendAsync("POST", "/inventory", $$"""{"part_number":"{{part}}","name":"Seal"}""")).Id("item");

    public async Task<long> MeterAsync(long asset, decimal reading = 1200) => (await Host.ManageAsync(
        "POST", $"/fieldservice/assets/{asset}/meters", new
        {
            meter_name = "Engine hours",
            unit = "hours",
            initial_reading = reading
        }))["meter_id"]!.GetValue<long>();

    public async Task<long> TechnicianAsync(string status = "Active") => (await Host.ManageAsync(
        "POST", $"/fieldservice/accounts/{AccountId}/technicians", new { first_name = "Ada", last_name = "Byron", status }))["technician_id"]!.GetValue<long>();

    public async Task<long> WarehouseAsync(string name) => (await Host.ManageAsync(
        "POST", $"/fieldservice/accounts/{AccountId}/inventory-locations", new { location_name = name }))["location_id"]!.GetValue<long>();

    private static async Task<string> IssueAsync(LintelHost host, string account, string[] scopes) =>
        (await host.ManageAsync("POST", "/keys", new { accountId = account, name = "test", scopes }))["secret"]!.ToString();
}

/// <summary>The response.</summary>
internal sealed record Reply(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? Error => (string?)Json["error"];

    public string? Message => (string?)Json["message"];

    public JsonNode Data => Json["data"]!;

    /// <summary>The id in the reply to a write.</summary>
    public long Id(string member) => Json[member]?["id"]?.GetValue<long>() ?? throw new InvalidOperationException(Text);

    public void ShouldRefuse(HttpStatusCode status, string error, string message) => Assert.Equal((status, error, message), (Status, Error, Message));

    /// <summary>The names of the members of an object, in their order.</summary>
    public static string Members(JsonNode node) => string.Join(' ', node.AsObject().Select(member => member.Key));
}
