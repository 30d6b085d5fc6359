using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using Lintel.HttpTests.Door;
using Lintel.Tests;
using Microsoft.AspNetCore.Builder;

namespace Lintel.HttpTests.Telemetry;

/// <summary>docs/telemetry.md lists every instrument as it is: name, kind, unit, tags and buckets.</summary>
public sealed partial class InstrumentPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "telemetry.md"));

    [Fact]
    public async Task Page_lists_every_instrument_with_its_kind_and_unit()
    {
        await using var host = await DoorHost.StartAsync(shop => shop.MapGet("/things", () => "ok"));
        using var measured = new Measurements(host.Services);

        Assert.Equal(
            measured.Instruments.Values.Select(instrument => (instrument.Name, KindOf(instrument), instrument.Unit)).Order(),
            Row().Matches(Page).Select(row => (row.Groups["name"].Value, row.Groups["kind"].Value, (string?)row.Groups["unit"].Value)).Order());
        Assert.All(measured.Instruments.Values, instrument => Assert.False(string.IsNullOrWhiteSpace(instrument.Description), instrument.Name));
    }

    [Fact]
    public async Task Page_lists_the_buckets_of_every_histogram()
    {
        await using var host = await DoorHost.StartAsync(shop => shop.MapGet("/things", () => "ok"));
        using var measured = new Measurements(host.Services);
        double[] listed = [.. Buckets().Match(Page).Groups["list"].Value.Split(", ").Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        Histogram<double>[] histograms = [.. measured.Instruments.Values.OfType<Histogram<double>>()];

        Assert.NotEmpty(histograms);
        Assert.All(histograms, histogram => Assert.Equal(listed, histogram.Advice?.HistogramBucketBoundaries));
    }

    [Fact]
    public async Task Page_lists_every_tag()
    {
        await using var host = await DoorHost.StartAsync(shop => shop.MapGet("/things", () => "ok").WithName("things"));
        using var measured = new Measurements(host.Services);
        using var admitted = await host.SendAsync("GET", "/shop/things", host.Key);
        using var refused = await host.SendAsync("GET", "/shop/things");
        await measured.WaitAsync("lintel.requests", count: 2);

        var listed = Row().Matches(Page).ToDictionary(row => row.Groups["name"].Value, row => row.Groups["tags"].Value, StringComparer.Ordinal);
        listed["lintel.request.duration"] = listed["lintel.requests"];
        foreach (var instrument in measured.Instruments.Keys)
        {
            var tags = measured.Of(instrument).SelectMany(each => each.Tags.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(tag => tag.Split('=')[0]);
            Assert.All(tags, tag => Assert.Contains($"`{tag}`", listed[instrument], StringComparison.Ordinal));
        }
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0];

    [GeneratedRegex(
        @"^\| `(?<name>lintel\.[a-z._]+)` \| (?<kind>\w+) \| `(?<unit>[^`]+)` \| (?<tags>[^|]*) \|",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        2000)]
    private static partial Regex Row();

    [GeneratedRegex("^```text buckets\n(?<list>.*)\n```", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Buckets();
}
