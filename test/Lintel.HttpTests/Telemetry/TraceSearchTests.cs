using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Telemetry;

/// <summary>The management API finds the requests of a trace.</summary>
public sealed class TraceSearchTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task Requests_of_a_trace_are_found_by_its_id()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        using var traced = await SendAsync(host, Trace);
        using var other = await SendAsync(host, Trace.Replace('4', '5'));

        var found = (await host.ManageAsync("GET", $"/requests?traceId={Trace.ToUpperInvariant()}"))["data"]!.AsArray();

        var entry = Assert.Single(found)!;
        Assert.Equal(traced.Headers.GetValues("X-Request-Id").Single(), (string?)entry["id"]);
        Assert.Equal(Trace, (string?)entry["traceId"]);
        Assert.Matches("^[0-9a-f]{16}$", (string?)entry["spanId"]);
    }

    [Theory]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e473")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e473g")]
    public async Task Text_that_is_no_trace_id_is_told_as_such(string text)
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.ManageAsync("GET", $"/requests?traceId={text}"));

        Assert.Contains("must be 32 hexadecimal digits", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(LintelHost host, string trace)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/lintel/v1/status");
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        return await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
