using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.HttpTests.Door;

/// <summary>The faults of single fields, in bodies and in queries.</summary>
public sealed class FieldTests : IAsyncLifetime
{
    private DoorHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await DoorHost.StartAsync(shop =>
    {
        shop.MapPost("/fields", () => Results.NoContent()).RequireScope("things:write").Body(Sent.Read);
        shop.MapGet("/fields", () => Results.NoContent()).RequireScope("things:write").Query(Sent.Read);
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    /// <summary>Every control character, and what a text of one line and one of several do with it.</summary>
    public static TheoryData<char> Controls { get; } = [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Select(value => (char)value)];

    [Theory]
    [MemberData(nameof(Controls))]
    public async Task Control_character_is_refused_in_texts_but_line_breaks_and_tabs_in_those_of_several_lines(char control)
    {
        Assert.Equal(422, (await PostAsync($"{{\"line\":{JsonSerializer.Serialize($"a{control}b")}}}")).Status);
        Assert.Equal(422, (await GetAsync($"line={Uri.EscapeDataString($"a{control}b")}")).Status);
        Assert.Equal(control is '\n' or '\r' or '\t' ? 204 : 422, (await PostAsync($"{{\"lines\":{JsonSerializer.Serialize($"a{control}b")}}}")).Status);
    }

    [Theory]
    [InlineData("whole", "1.5", "a whole number up to 9,007,199,254,740,991")]
    [InlineData("whole", "9007199254740992", "9007199254740991")]
    [InlineData("few", "2.5", "a whole number from 1 to 9")]
    [InlineData("amount", "0.00001", "a number with at most 4 decimals")]
    [InlineData("amount", "1e-29", "a number with at most 4 decimals")]
    [InlineData("amount", "1e-5", "a number with at most 4 decimals")]
    [InlineData("amount", "1.23456", "a number with at most 4 decimals")]
    [InlineData("amount", "1e400", "a number with at most 4 decimals")]
    public async Task Number_that_does_not_fit_is_told_what_was_expected(string field, string json, string expected)
    {
        var (status, body) = await PostAsync($"{{\"{field}\":{json}}}");

        Assert.Equal(422, status);
        Assert.Contains(expected, body!["details"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("must be integer", body.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("line=a&line=b", "line")]
    [InlineData("line=a&LINE=b", "line")]
    [InlineData("whole=1&whole=2&whole=3", "whole")]
    [InlineData("whole=1&whole=", "whole")]
    public async Task Query_parameter_that_is_sent_twice_is_refused_once_and_by_name(string query, string field)
    {
        var (status, body) = await GetAsync(query);

        Assert.Equal(422, status);
        var fault = Assert.Single(body!["details"]!.AsArray());
        Assert.Equal(field, (string?)fault!["field"]);
        Assert.Contains($"must be sent once, not {query.Split('&').Length} times", fault.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("whole", "a whole number up to 9,007,199,254,740,991")]
    [InlineData("few", "a whole number from 1 to 9")]
    [InlineData("amount", "a number with at most 4 decimals")]
    public async Task Text_in_the_place_of_a_number_is_told_what_was_expected(string field, string expected)
    {
        var (status, body) = await GetAsync($"{field}=many");
        var (_, ofJson) = await PostAsync($"{{\"{field}\":\"many\"}}");
        var (_, ofList) = await PostAsync($"{{\"{field}\":[]}}");

        Assert.Equal(422, status);
        Assert.Contains($"must be {expected}.", body!["details"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains($"must be {expected}, not a text.", ofJson!["details"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("not array.", ofList!["details"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1%00")]
    [InlineData("%201")]
    [InlineData("1%20")]
    [InlineData("1_000")]
    [InlineData("%D9%A1")]
    public async Task Query_parameter_that_is_not_written_as_a_number_is_refused(string text)
    {
        Assert.Equal(422, (await GetAsync($"whole={text}")).Status);
        Assert.Equal(422, (await GetAsync($"amount={text}")).Status);
    }

    [Theory]
    [InlineData("whole", "9007199254740991")]
    [InlineData("whole", "-9007199254740991")]
    [InlineData("few", "9")]
    [InlineData("amount", "0.0001")]
    [InlineData("amount", "1e-4")]
    [InlineData("amount", "0.00010")]
    [InlineData("amount", "0")]
    public async Task Number_that_fits_is_admitted(string field, string json) => Assert.Equal(204, (await PostAsync($"{{\"{field}\":{json}}}")).Status);

    private async Task<(int Status, JsonNode? Body)> PostAsync(string json) =>
        await ReadAsync(await _host.SendAsync("POST", "/shop/fields", await KeyAsync(), new StringContent(json, Encoding.UTF8, "application/json")));

    private async Task<(int Status, JsonNode? Body)> GetAsync(string query) =>
        await ReadAsync(await _host.SendAsync("GET", $"/shop/fields?{query}", await KeyAsync()));

    private async Task<string> KeyAsync() => (await _host.IssueAsync("things:write")).Key;

    private static async Task<(int Status, JsonNode? Body)> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
        }
    }

    private sealed record Sent(string? Line, string? Lines, long? Whole, long? Few, decimal? Amount)
    {
        public static Sent Read(FieldReader fields) =>
            new(
                fields.Text("line"),
                fields.Text("lines", lines: true),
                fields.Integer("whole"),
                fields.Integer("few", min: 1, max: 9),
                fields.Number("amount", decimals: 4));
    }
}
