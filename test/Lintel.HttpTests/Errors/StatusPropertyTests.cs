using System.Text.Json;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lintel.HttpTests.Errors;

/// <summary>Whatever status and body an application answers with, the caller gets this status in a whole envelope.</summary>
public sealed class StatusPropertyTests : IAsyncLifetime
{
    private static readonly string[] Types = ["application/json", "application/problem+json", "text/plain", "text/html", "application/octet-stream"];
    private string _type = string.Empty;
    private byte[] _body = [];
    private bool _isFlushed;
    private ErrorsHost _host = null!;

    public async ValueTask InitializeAsync() =>
        _host = await ErrorsHost.StartAsync(shop => shop.MapGet("/any/{status:int}", async (HttpContext http, int status) =>
    {
        http.Response.StatusCode = status;
        if (_body.Length > 0)
        {
            http.Response.ContentType = _type;
            await http.Response.Body.WriteAsync(_body);
        }

        if (_isFlushed)
        {
            await http.Response.Body.FlushAsync();
        }
    }).AllowAnonymous());

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_bare_status_is_kept()
    {
        for (var status = 400; status < 600; status++)
        {
            await AssertKept(status);
        }
    }

    [Fact]
    public async Task Every_status_is_kept_whatever_the_body()
    {
        var texts = ArbMap.Default.GeneratorFor<string>().Where(text => text is not null);
        var bodies = Gen.OneOf(
            texts.Select(text => text),
            texts.Select(text => JsonSerializer.Serialize(text)),
            texts.Select(text => JsonSerializer.Serialize(new { detail = text, errors = new[] { text } })),
            texts.Select(text => JsonSerializer.Serialize(new { title = text, errors = 7 })),
            Gen.Constant("{\"detail\":\"\\ud800\"}"),
            Gen.Constant("\u0001 \u001f\u0085"),
            Gen.Constant("{\"detail\":\"\\u0001\"}"),
            Gen.Constant(new string('[', 4000)),
            Gen.Constant(new string('x', 100_000)));
        var samples =
            from body in bodies
            from status in Gen.Choose(400, 599)
            from type in Gen.Elements(Types)
            from isFlushed in ArbMap.Default.GeneratorFor<bool>()
            select (Body: body, Status: status, Type: type, IsFlushed: isFlushed);
        foreach (var sample in samples.Sample(300, 30))
        {
            (_type, _body, _isFlushed) = (sample.Type, System.Text.Encoding.UTF8.GetBytes(sample.Body), sample.IsFlushed);
            await AssertKept(sample.Status);
        }
    }

    [Fact]
    public async Task Message_of_a_long_text_is_cut_between_characters()
    {
        (_type, _body) = ("text/plain", System.Text.Encoding.UTF8.GetBytes(new string('a', 499) + "😀" + new string('b', 10)));

        using var response = await _host.Client.GetAsync(new Uri("/shop/any/418", UriKind.Relative), TestContext.Current.CancellationToken);
        var message = JsonDocument.Parse(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("message").GetString();

        Assert.Equal(new string('a', 499) + "…", message);
    }

    [Theory]
    [InlineData("\u200b\u202e")]
    [InlineData("System.InvalidOperationException: x\n   at Foo.Bar.Baz(String id) in /src/a.cs:line 3")]
    [InlineData("Failed. at Shop.Orders.<FindAsync>d__3.MoveNext()")]
    public async Task Text_that_shows_nothing_or_the_inside_of_the_program_is_no_message(string text)
    {
        (_type, _body) = ("application/json", JsonSerializer.SerializeToUtf8Bytes(new { detail = text }));

        using var response = await _host.Client.GetAsync(new Uri("/shop/any/409", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(
            "Conflict.",
            JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("message").GetString());
    }

    private async Task AssertKept(int status)
    {
        using var response = await _host.Client.GetAsync(new Uri($"/shop/any/{status}", UriKind.Relative), TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)response.StatusCode, $"{status} became {(int)response.StatusCode}: {text}");
        var body = JsonDocument.Parse(text).RootElement;
        Assert.Equal(status, body.GetProperty("status").GetInt32());
        Assert.Equal(ErrorsHost.IdOf(response), body.GetProperty("id").GetString());
        var message = body.GetProperty("message").GetString();
        Assert.False(string.IsNullOrWhiteSpace(message), $"The message of {status} is blank: {text}");
        Assert.False(string.IsNullOrWhiteSpace(body.GetProperty("code").GetString()));
    }
}
