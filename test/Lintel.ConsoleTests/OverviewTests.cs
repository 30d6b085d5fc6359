using System.IO.Compression;
using System.Text;
using Lintel.Console;
using Lintel.ConsoleTests.Sections;
using Lintel.Contracts;
using Lintel.HttpTests.Harness;
using Lintel.Management.Usage;

namespace Lintel.ConsoleTests;

/// <summary>The counts and comparisons of the first page, and its weight.</summary>
public sealed class OverviewTests(SharedHost shared)
{
    private const int HeaviestLoad = 150 * 1024;

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(150, 100, "▲ 50 % more than 100")]
    [InlineData(50, 100, "▼ 50 % less than 100")]
    [InlineData(100, 100, "as before: 100")]
    [InlineData(7, 0, "none before")]
    [InlineData(0, 0, "none before either")]
    [InlineData(1_234_567, 1_000, "▲ 123,357 % more than 1,000")]
    public void Number_is_compared_with_the_one_before_in_words(long now, long before, string change) =>
        Assert.Equal(change, OverviewNumber.Of("Requests", now, before).Change);

    [Fact]
    public void Totals_tell_the_kinds_of_errors_and_how_long_refusals_take()
    {
        var totals = TrafficTotals.Of(UsageOf(Row(null, 80, 0, 4.0), Row("key_missing", 10, 10, 0.2), Row("http.503", 10, 10, 40.0)), [Contract.Default]);
        Assert.Equal((100, 20), (totals.Requests, totals.Errors));
        Assert.Equal([("access", 0), ("request", 0), ("limit", 0), ("server", 10)], totals.Kinds.Select(kind => (kind.Key.Name, kind.Value)));
        Assert.Equal(7.22, totals.Average!.Value, precision: 2);
        Assert.Null(totals.AverageRefused);

        var refused = TrafficTotals.Of(UsageOf(Row("credential_missing", 10, 10, 0.2), Row("http.503", 10, 10, 40.0)), [Contract.Default]);
        Assert.Equal(0.2, refused.AverageRefused);
    }

    [Fact]
    public void Bar_has_a_part_for_each_kind_and_one_for_codes_that_are_not_told_apart()
    {
        var traffic = UsageOf(Row(null, 100, 30, 1.0) with { At = Noon });
        var codes = UsageOf(Row("credential_missing", 20, 20, 1.0) with { At = Noon });
        var chart = Chart.Of(traffic, codes, TimeSpan.FromHours(1), [Contract.Default]);
        Assert.Equal([Noon, Noon.AddHours(1)], chart.Bars.Select(bar => bar.At));
        Assert.Equal([("access", 80.0, 20.0), ("others", 70.0, 10.0), ("good", 0.0, 70.0)], chart.PartsOf(chart.Bars[0]));
        Assert.Empty(chart.PartsOf(chart.Bars[1]));
    }

    [Fact]
    public async Task Pages_numbers_lead_to_their_requests_and_say_what_was_before()
    {
        await Traffic.MakeAsync(shared.Host);
        using var visitor = await ConsoleVisitor.SignInAsync(shared.Host);
        var page = await visitor.OpenAsync("/console?range=hour");
        Assert.Contains("none before", page.Text, StringComparison.Ordinal);
        Assert.Contains("95 % within", page.Text, StringComparison.Ordinal);
        Assert.Matches("href=\"/console/requests\\?api=pixel&amp;operation=[^\"]*&amp;from=", page.Html);
        Assert.Matches("<span class=\"status access\">Who is calling</span>", page.Html);
    }

    [Fact]
    public async Task First_load_of_the_overview_is_light()
    {
        using var visitor = await ConsoleVisitor.SignInAsync(shared.Host);
        var page = await visitor.OpenAsync("/console");
        var sum = SizeOf(page.Html);
        foreach (var file in page.Files)
        {
            sum += SizeOf((await visitor.OpenAsync(file)).Html);
        }

        Assert.True(page.Files.Count >= 3);
        Assert.True(sum <= HeaviestLoad, $"The first load has {sum} bytes.");
    }

    private static long SizeOf(string text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return compressed.Length;
    }

    private static UsageShape UsageOf(params UsageRowShape[] rows) => new(Noon, Noon.AddHours(2), "code", rows);

    private static UsageRowShape Row(string? code, long requests, long errors, double average) =>
        new(null, Contract.Default.Api, code, requests, errors, average, average);
}
