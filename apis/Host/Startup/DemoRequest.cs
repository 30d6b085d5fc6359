namespace Lintel.Host.Startup;

/// <summary>A request that demo data are tried with.</summary>
/// <param name="Api">The contract's name.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path below the API's own; <c>{name}</c> is one of the API's ids.</param>
/// <param name="Credential">Where the API's part of <c>demo.json</c> has the credential, such as <c>keys.full</c>; null for none.</param>
/// <param name="Body">The JSON that is sent, with ids as in the path; null for none.</param>
internal sealed record DemoRequest(string Api, string Method, string Path, string? Credential, string? Body = null)
{
    private const string Pixel = "pixel";
    private const string FieldService = "fieldservice";
    private const string Panel = "panel";
    private const string Trackpilots = "trackpilots";
    private const string Otp = "otp";

    /// <summary>The number of times that the request is sent at most; it ends with the first that a limit refuses.</summary>
    public int MostTimes { get; init; } = 1;

    /// <summary>The requests of the demo: some that work, and the refusals that a support desk is asked about, each for its own reason.</summary>
    public static IReadOnlyList<DemoRequest> All { get; } =
    [
        // More than a workspace may ask in a minute.
        new(Pixel, "GET", "/me", "keys.flood") { MostTimes = 130 },
        new(Trackpilots, "GET", "/access-management", "keys.active"),
        new(Panel, "GET", "/get-applications", "keys.full"),
        new(Otp, "GET", "/v1/projects", "sessions.a"),
        new(FieldService, "GET", "/jobs?per_page=2", "keys.full"),
        new(Pixel, "GET", "/pixel/websites", "keys.read"),

        // A key that may do less than it is used for.
        new(Pixel, "POST", "/pixel/events", "keys.read", """{"website_id":"{website}","name":"pageview","path":"/"}"""),
        new(Pixel, "GET", "/pixel/metrics/p_top_pages", "keys.none"),
        new(FieldService, "GET", "/customers", "keys.jobsRead"),
        new(FieldService, "POST", "/assets?id={asset}&sub=meter_reading", "keys.assetsNoMeter", """{"meter_id":{meter},"reading":999999}"""),
        new(Panel, "GET", "/get-variables?applicationId={applicationA}", "keys.licensesRead"),
        new(Panel, "GET", "/get-variables?applicationId={applicationB}", "keys.restricted"),

        // A key that works no longer, or not here.
        new(Pixel, "GET", "/me", "keys.revoked"),
        new(Pixel, "GET", "/me", "keys.expired"),
        new(Pixel, "GET", "/pixel/websites", "keys.otherEnvironment"),
        new(FieldService, "GET", "/jobs", "keys.revoked"),
        new(FieldService, "GET", "/jobs", "keys.elsewhere"),
        new(Panel, "GET", "/get-applications", "keys.revoked"),
        new(Panel, "GET", "/get-applications", "keys.expired"),
        new(Trackpilots, "GET", "/access-management", "keys.inactive"),

        // A plan that ended, or has no API.
        new(Trackpilots, "GET", "/access-management", "keys.expiredPlan"),
        new(Trackpilots, "GET", "/access-management", "keys.paymentFailed"),
        new(FieldService, "GET", "/jobs", "keys.proPlan"),

        // No key at all.
        new(Pixel, "GET", "/me", null),
        new(Trackpilots, "GET", "/access-management", null),
        new(Otp, "GET", "/v1/me", null),

        // What is not there.
        new(Pixel, "GET", "/pixel/nothing", "keys.read"),
        new(FieldService, "GET", "/jobs?id=999999", "keys.full"),
        new(Panel, "GET", "/get-nothing", "keys.full"),
        new(Trackpilots, "GET", "/my-team", "keys.active"),
        new(Otp, "GET", "/v1/projects/{otherProject}", "sessions.a"),
        new(Panel, "GET", "/api-keys", "keys.full"),

        // Faults of the body or the query.
        new(Pixel, "POST", "/pixel/events", "keys.readWrite", """{"website_id":7,"name":"click","value":-1,"colour":"red"}"""),
        new(Pixel, "GET", "/pixel/metrics/p_top_pages?from=2026-02-30&to=tomorrow", "keys.read"),
        new(FieldService, "POST", "/jobs", "keys.full", """{"customer_location_id":{location}}"""),
        new(FieldService, "POST", "/jobs", "keys.full", """{"job_title":"Boiler","customer_location_id":{location},"job_priority":"Huge"}"""),
        new(Panel, "GET", "/get-licenses-table?applicationId={applicationA}", "keys.full"),
        new(Trackpilots, "POST", "/dashboard/work-summary", "keys.active", """{"startDate":"2026-03-02 00:00:00","userId":["{user}"]}"""),

        // What the state of a record does not allow.
        new(FieldService, "PATCH", "/jobs?id={job}", "keys.full", """{"status":"Completed"}"""),
        new(Panel, "POST", "/license-action?applicationId={applicationA}", "keys.full", """{"licenseId":"{expiredLicense}","action":"pause"}"""),

        // And again what works.
        new(Pixel, "GET", "/pixel/metrics/p_top_pages", "keys.read"),
        new(FieldService, "GET", "/customers", "keys.full"),
        new(Panel, "GET", "/get-variables?applicationId={applicationA}", "keys.full"),
        new(Trackpilots, "GET", "/access-management", "keys.active"),
        new(Otp, "GET", "/v1/me", "sessions.b"),
    ];
}
