using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Harness;
using Lintel.Management;
using Lintel.Management.Requests;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;

namespace Lintel.HttpTests.Management;

/// <summary>Exports of the request log.</summary>
public sealed class RequestExportTests(SharedHost shared)
{
    private LintelHost Host => shared.Host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ndjson_has_a_line_for_each_entry_that_the_search_finds()
    {
        var ids = await SendAsync("export-lines", 5);
        var (_, text) = await ExportAsync("?inboundId=export-lines");

        Assert.Equal(ids.Reverse(), text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["id"]!.ToString()));
    }

    [Fact]
    public async Task Export_of_fewer_entries_says_so_in_its_last_line_and_goes_on_after_it()
    {
        var ids = await SendAsync("export-cut", 5);
        var lines = (await ExportAsync("?inboundId=export-cut&limit=3")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var last = JsonNode.Parse(lines[^1])!;
        var rest = (await ExportAsync($"?inboundId=export-cut&cursor={last["cursor"]}&format=csv")).Text.Split("\r\n");

        Assert.Equal((4, true, 3), (lines.Length, (bool)last["truncated"]!, (int)last["entries"]!));
        Assert.Equal(ids.Take(2).Reverse(), rest.Skip(1).SkipLast(1).Select(line => line.Split(',')[0].Trim('"')));
    }

    [Fact]
    public async Task Csv_is_safe_to_open_in_a_spreadsheet()
    {
        const string Formula = "=cmd|'/C'!A0";
        const string Quoted = "say\"x\",y";
        await SendAsync(Formula, 1);
        await SendAsync(Quoted, 2);
        var (response, formula) = await ExportAsync($"?format=csv&inboundId={Uri.EscapeDataString(Formula)}");
        var quoted = (await ExportAsync($"?format=csv&limit=1&inboundId={Uri.EscapeDataString(Quoted)}")).Text.Split("\r\n");

        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("id,at,api,operation,method,route,status,", formula, StringComparison.Ordinal);
        Assert.Contains(",\"'=cmd|'/C'!A0\",", formula, StringComparison.Ordinal);
        Assert.Contains(",\"say\"\"x\"\",y\",", quoted[1], StringComparison.Ordinal);
        Assert.StartsWith("\"# truncated after 1 entries; the rest has cursor=", quoted[2], StringComparison.Ordinal);
        Assert.Equal("attachment; filename=\"requests.csv\"", response.Content.Headers.ContentDisposition?.ToString());
    }

    [Theory]
    [InlineData(";=1+1", ";'=1+1")]
    [InlineData("a;-b,+c", "a;'-b,'+c")]
    [InlineData("say\"@x", "say\"\"'@x")]
    [InlineData("\uFF1D1;\uFF20x", "'\uFF1D1;'\uFF20x")]
    [InlineData("\t=1\r+2", "\t'=1\r'+2")]
    [InlineData("{\"a\":-1}", "{\"\"a\"\":-1}")]
    [InlineData("a-b=c", "a-b=c")]
    public void Csv_has_no_text_that_begins_a_formula_whatever_separates_cells(string text, string cell)
    {
        var written = new ArrayBufferWriter<byte>();
        var entry = RequestLogEntries.Of(new RequestRecord
        {
            Id = "req_1",
            At = Host.Clock.GetUtcNow(),
            Api = "own",
            Method = "GET",
            Route = text,
            Status = 200,
            Duration = TimeSpan.FromMilliseconds(1),
        });
        new CsvExport().Write(written, entry);

        Assert.Contains($",\"GET\",\"{cell}\",200,", Encoding.UTF8.GetString(written.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_has_the_fields_and_reads_nothing()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/lintel/v1/requests/export");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Host.OperatorToken);
        using var response = await Host.Client.SendAsync(request, Token);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        var entry = await Host.ManageAsync("GET", $"/requests/{response.Headers.GetValues("X-Request-Id").Single()}");
        Assert.Equal((200, 0), ((int)entry["status"]!, (int)entry["responseBytes"]!));
    }

    [Fact]
    public async Task Bytes_of_an_answer_in_chunks_are_in_its_entry()
    {
        await SendAsync("export-bytes", 3);
        var (response, text) = await ExportAsync("?inboundId=export-bytes");
        var entry = await Host.ManageAsync("GET", $"/requests/{response.Headers.GetValues("X-Request-Id").Single()}");

        Assert.True(response.Headers.TransferEncodingChunked);
        Assert.Equal(Encoding.UTF8.GetByteCount(text), (int)entry["responseBytes"]!);
    }

    [Fact]
    public async Task Export_that_goes_on_when_the_process_stops_ends_with_a_line_that_says_so()
    {
        using var stopping = new CancellationTokenSource();
        var reads = 0;
        var bounds = new ExportBounds(null, ExportBounds.MostEntries);
        await using var shop = await DoorHost.StartAsync(map => map.MapGet("/export", (ApiCall call, TimeProvider time) =>
            new LogExport<RequestLogEntry>(call, Read, bounds, new CsvExport(), new Places(2, "exports"), time, stopping.Token)));

        using var response = await shop.SendAsync("GET", "/shop/export", shop.Key);
        var lines = (await response.Content.ReadAsStringAsync(Token)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal((HttpStatusCode.OK, 2), (response.StatusCode, reads));
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("\"# truncated after 2 entries; the rest has cursor=2\"", lines[^1], StringComparison.Ordinal);

        ValueTask<ExportPage<RequestLogEntry>> Read(long? cursor, int limit, CancellationToken cancellationToken)
        {
            // Between two pages.
            if (++reads == 2)
            {
                stopping.Cancel();
            }

            var entry = RequestLogEntries.Of(new RequestRecord
            {
                Id = $"req_{reads}",
                At = DateTimeOffset.UnixEpoch,
                Api = "own",
                Method = "GET",
                Route = "/own",
                Status = 200,
                Duration = TimeSpan.Zero,
            });
            return ValueTask.FromResult(new ExportPage<RequestLogEntry>([entry], reads));
        }
    }

    /// <summary>Sends requests with an id of the caller's.</summary>
    private async Task<IReadOnlyList<string>> SendAsync(string inboundId, int count)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/lintel/v1/status");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Host.OperatorToken);
            request.Headers.TryAddWithoutValidation("X-Request-Id", inboundId);
            using var response = await Host.Client.SendAsync(request, Token);
            ids.Add(response.Headers.GetValues("X-Request-Id").Single());
        }

        return ids;
    }

    private async Task<(HttpResponseMessage Response, string Text)> ExportAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/lintel/v1/requests/export" + query);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Host.OperatorToken);
        var response = await Host.Client.SendAsync(request, Token);
        response.EnsureSuccessStatusCode();
        return (response, await response.Content.ReadAsStringAsync(Token));
    }
}
