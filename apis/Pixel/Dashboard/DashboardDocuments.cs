using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Pixel;

/// <summary>The body of <c>POST …/websites</c> as the reference describes it; <see cref="DashboardBodies"/> reads it.</summary>
[Description("A website to be added.")]
[RequestExample("""{"domain":"www.brook.example","name":"Brook Dairy"}""")]
internal sealed record NewWebsiteDocument(
    [StringLength(DashboardBodies.MaximumDomain)][Description("A host name, such as www.brook.example.")] string Domain,
    [StringLength(DashboardBodies.MaximumText, MinimumLength = 1)] string Name);

/// <summary>The body of <c>PUT …/services/{service}</c> as the reference describes it; <see cref="DashboardBodies"/> reads it.</summary>
[Description("Where a service is: as the process was told at its start, built in, or nowhere.")]
[RequestExample("""{"state":"built in"}""")]
internal sealed record ServiceChoiceDocument([AllowedValues("as set", "built in", "missing")] string State);

/// <summary>The body of <c>POST …/alerts</c> as the reference describes it; <see cref="DashboardBodies"/> reads it.</summary>
[Description("An alert to be added.")]
[RequestExample("""{"metric":"visitors","threshold":1000,"channel":"email"}""")]
internal sealed record NewAlertDocument(
    [AllowedValues("visitors", "pageviews", "conversions", "revenue")] string Metric,
    [Range(0, 1_000_000_000_000)][Description("At most four decimals.")] decimal Threshold,
    [AllowedValues("email", "slack", "webhook")] string Channel);

/// <summary>The body of <c>POST …/reports</c> as the reference describes it; <see cref="DashboardBodies"/> reads it.</summary>
[Description("A report to be added.")]
[RequestExample("""{"cadence":"weekly","recipients":["ada@brook.example"]}""")]
internal sealed record NewReportDocument(
    [AllowedValues("daily", "weekly", "monthly")] string Cadence,
    [Length(1, 50)][Description("Email addresses.")] IReadOnlyList<string> Recipients);

/// <summary>The body of <c>POST …/share-links</c> as the reference describes it; <see cref="DashboardBodies"/> reads it.</summary>
[Description("A share link to be added. The body may be an empty object.")]
[RequestExample("""{"password":"milk and honey 17"}""")]
internal sealed record NewShareLinkDocument(
    [Description("A moment in the future; never where it is left out.")] DateTimeOffset? ExpiresAt = null,
    [StringLength(DashboardBodies.MaximumText, MinimumLength = 8)] [Description("None of the most common ones; none is needed where it is left out.")]
    string? Password = null);
