using System.Buffers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Errors;

/// <summary>The start of a response is held back until the first flush or 16 KiB, and what has left is cut.</summary>
public sealed class HeldResponseTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _file = Path.GetTempFileName();
    private ErrorsHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_file, "what the file says", TestContext.Current.CancellationToken);
        _host = await ErrorsHost.StartAsync(Map);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        File.Delete(_file);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("stream")]
    [InlineData("writer")]
    [InlineData("json")]
    [InlineData("started")]
    [InlineData("announced")]
    [InlineData("missing-file")]
    [InlineData("text-with-token")]
    [InlineData("text-of-several")]
    [InlineData("result-text")]
    [InlineData("json-half")]
    [InlineData("unflushed")]
    public async Task Failure_before_the_first_flush_gives_the_complete_envelope(string path)
    {
        using var response = await _host.SendAsync("GET", $"/shop/failing/{path}");

        await ErrorsHost.AssertEnvelope(response, 500, "error");
        Assert.False(response.Headers.Contains("X-Failed"));
        Assert.Contains("Exception", await _host.CauseOf(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_after_a_part_was_written_gives_the_complete_envelope()
    {
        using var response = await _host.SendAsync("GET", "/shop/refusing");

        await ErrorsHost.AssertEnvelope(response, 409, "sold_out");
    }

    [Theory]
    [InlineData("large", 0, 17 * 1024)]
    [InlineData("flushed", 8, 8)]
    public async Task Failure_after_a_part_has_left_is_cut_and_logged_as_cut(string path, int least, int most)
    {
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _host.SendAsync("GET", $"/shop/cut/{path}"));

        var entry = await _host.OnlyAsync();
        Assert.Equal(("error", "server.error"), (entry.Code, entry.Condition));
        Assert.Contains("was cut after", entry.Cause, StringComparison.Ordinal);
        Assert.InRange(entry.ResponseBytes, least, most);
        Assert.Contains(_host.Logs.Of(LogLevel.Error), line => line.Contains("was cut after", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("flushed")]
    [InlineData("body-flushed")]
    [InlineData("events")]
    [InlineData("own-events")]
    [InlineData("json")]
    [InlineData("unbuffered")]
    [InlineData("started-and-flushed")]
    [InlineData("started-and-flushed-six")]
    [InlineData("started-and-flushed-with-token")]
    [InlineData("started-and-written")]
    [InlineData("started-and-text")]
    [InlineData("asked-and-text")]
    [InlineData("early-flush")]
    [InlineData("written-json")]
    public async Task Stream_sends_its_first_part_before_its_last_is_made(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/shop/streams/{path}");
        request.Headers.Authorization = new("Bearer", _host.Key);
        using var response = await _host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[1024];
        var length = 0;
        while (!Encoding.UTF8.GetString(buffer, 0, length).Contains("one", StringComparison.Ordinal))
        {
            length += await body.ReadAsync(buffer.AsMemory(length), TestContext.Current.CancellationToken);
        }

        Assert.DoesNotContain("two", Encoding.UTF8.GetString(buffer, 0, length), StringComparison.Ordinal);
        _gate.SetResult();
        Assert.Contains("two", await new StreamReader(body).ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file", "what the file says")]
    [InlineData("after-text", "first, what the file says")]
    [InlineData("completed", "done")]
    [InlineData("pieces", "one, two, three")]
    [InlineData("copied", "what the file says")]
    [InlineData("nothing", "")]
    [InlineData("returned", "what was returned")]
    [InlineData("result", "what the result says")]
    [InlineData("written-json", "\"what was written\"")]
    [InlineData("unflushed", "41000")]
    public async Task Response_is_sent_whole_and_counted(string path, string expected)
    {
        using var response = await _host.SendAsync("GET", $"/shop/whole/{path}");

        Assert.Equal(200, (int)response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(expected, int.TryParse(expected, out _) ? $"{text.Length}" : text);
        Assert.Equal(text.Length, (await _host.FindAsync(response)).ResponseBytes);
    }

    [Theory]
    [InlineData("started", "True")]
    [InlineData("text", "False")]
    public async Task Response_counts_as_started_once_the_application_has_asked_for_it(string path, string expected)
    {
        using var response = await _host.SendAsync("GET", $"/shop/asking/{path}");

        Assert.EndsWith(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_of_one_connection_do_not_see_each_other()
    {
        for (var i = 0; i < 20; i++)
        {
            using var failed = await _host.SendAsync("GET", "/shop/failing/text");
            await ErrorsHost.AssertEnvelope(failed, 500, "error");
            using var whole = await _host.SendAsync("GET", "/shop/whole/pieces");
            Assert.Equal("one, two, three", await whole.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    private void Map(RouteGroupBuilder shop)
    {
        MapFailing(shop.MapGroup("/failing"));
        MapStreams(shop.MapGroup("/streams"));
        MapStartedStreams(shop.MapGroup("/streams"));
        MapWhole(shop.MapGroup("/whole"));
        shop.MapGet("/asking/started", async (HttpContext http) =>
        {
            await http.Response.StartAsync();
            await http.Response.WriteAsync($"{http.Response.HasStarted}");
        });
        shop.MapGet("/asking/text", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("first, ");
            await http.Response.WriteAsync($"{http.Response.HasStarted}");
        });
        shop.MapGet("/refusing", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("{\"half\":");
            throw new ApiException(Refusal.WithCode("sold_out", ("what", "Tea")));
        }).RaisesError("sold_out");
        shop.MapGet("/cut/large", async (HttpContext http) =>
        {
            await http.Response.Body.WriteAsync(new byte[17 * 1024]);
            throw new InvalidOperationException("too late");
        });
        shop.MapGet("/cut/flushed", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("{\"half\":");
            await http.Response.Body.FlushAsync();
            throw new InvalidOperationException("too late");
        });
    }

    private static void MapFailing(RouteGroupBuilder failing)
    {
        failing.MapGet("/text", async (HttpContext http) =>
        {
            http.Response.Headers["X-Failed"] = "yes";
            await http.Response.WriteAsync("{\"half\":");
            await http.Response.WriteAsync("\"more\"");
            throw new InvalidOperationException("no more");
        });
        failing.MapGet("/stream", async (HttpContext http) =>
        {
            http.Response.ContentLength = 100;
            await http.Response.Body.WriteAsync("{\"half\":"u8.ToArray());
            throw new InvalidOperationException("no more");
        });
        failing.MapGet("/writer", (HttpContext http) =>
        {
            http.Response.BodyWriter.Write("{\"half\":"u8);
            throw new InvalidOperationException("no more");
        });
        failing.MapGet("/text-with-token", async (HttpContext http, CancellationToken cancellation) =>
        {
            await http.Response.WriteAsync("{\"half\":", cancellation);
            throw new InvalidOperationException("no more");
        });
        failing.MapGet("/text-of-several", async (HttpContext http) =>
        {
            await http.Response.WriteAsync(new string('ä', 5000));
            throw new InvalidOperationException("no more");
        });
        failing.MapGet("/result-text", async (HttpContext http) =>
        {
            await Results.Text("{\"half\":").ExecuteAsync(http);
            throw new InvalidOperationException("no more");
        });
        failing.MapGet("/json-half", (HttpContext http, CancellationToken cancellation) => http.Response.WriteAsJsonAsync(new Failing(), cancellation));
        failing.MapGet("/unflushed", (HttpContext http) =>
        {
            for (var i = 0; i < 20; i++)
            {
                http.Response.BodyWriter.Write(new byte[2000]);
            }

            throw new InvalidOperationException("no more");
        });
        failing.MapGet("/json", () => Results.Json(new Failing()));
        failing.MapGet("/started", async (HttpContext http) =>
        {
            await http.Response.StartAsync();
            throw new InvalidOperationException("no more");
        });
        failing.MapGet("/announced", (HttpContext http) =>
        {
            http.Response.StatusCode = 206;
            http.Response.ContentLength = 100;
            throw new InvalidOperationException("no more");
        });
        failing.MapGet("/missing-file", (HttpContext http) => http.Response.SendFileAsync("/nowhere/at/all"));
    }

    private void MapStreams(RouteGroupBuilder streams)
    {
        streams.MapGet("/flushed", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("one");
            await http.Response.Body.FlushAsync();
            await _gate.Task;
            await http.Response.WriteAsync("two");
        });
        streams.MapGet("/body-flushed", async (HttpContext http) =>
        {
            await http.Response.Body.WriteAsync("one"u8.ToArray());
            await http.Response.BodyWriter.FlushAsync();
            await _gate.Task;
            await http.Response.Body.WriteAsync("two"u8.ToArray());
        });
        streams.MapGet("/own-events", async (HttpContext http) =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("data: one\n\n");
            await _gate.Task;
            await http.Response.WriteAsync("data: two\n\n");
        });
        streams.MapGet("/unbuffered", async (HttpContext http) =>
        {
            http.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
            await http.Response.WriteAsync("one");
            await _gate.Task;
            await http.Response.WriteAsync("two");
        });
        streams.MapGet("/events", (CancellationToken cancellation) => TypedResults.ServerSentEvents(Events(cancellation)));
        streams.MapGet("/json", (CancellationToken cancellation) => Words(cancellation));
    }

    private void MapStartedStreams(RouteGroupBuilder streams)
    {
        streams.MapGet("/started-and-flushed", (HttpContext http) => StartAndFlush(http, "one\n", default));
        streams.MapGet("/started-and-flushed-six", (HttpContext http) => StartAndFlush(http, "is one", default));
        streams.MapGet("/started-and-flushed-with-token", (HttpContext http, CancellationToken cancellation) => StartAndFlush(http, "one\n", cancellation));
        streams.MapGet("/started-and-written", async (HttpContext http) =>
        {
            await http.Response.StartAsync();
            await http.Response.Body.WriteAsync("one"u8.ToArray());
            await _gate.Task;
            await http.Response.Body.WriteAsync("two"u8.ToArray());
        });
        streams.MapGet("/started-and-text", async (HttpContext http) =>
        {
            await http.Response.StartAsync();
            await http.Response.WriteAsync("one");
            await _gate.Task;
            await http.Response.WriteAsync("two");
        });
        streams.MapGet("/asked-and-text", async (HttpContext http) =>
        {
            await http.Response.StartAsync();
            Assert.True(http.Response.HasStarted);
            await http.Response.WriteAsync("one");
            await _gate.Task;
            await http.Response.WriteAsync("two");
        });
        streams.MapGet("/early-flush", async (HttpContext http) =>
        {
            await http.Response.Body.FlushAsync();
            await http.Response.WriteAsync("one");
            await _gate.Task;
            await http.Response.WriteAsync("two");
        });
        streams.MapGet("/written-json", async (HttpContext http) =>
        {
            await http.Response.WriteAsJsonAsync("one");
            await _gate.Task;
            await http.Response.WriteAsync("\"two\"");
        });
    }

    private async Task StartAndFlush(HttpContext http, string first, CancellationToken cancellation)
    {
        await http.Response.StartAsync(cancellation);
        Encoding.UTF8.GetBytes(first, http.Response.BodyWriter);
        await http.Response.BodyWriter.FlushAsync(cancellation);
        await _gate.Task;
        await http.Response.WriteAsync("two", cancellation);
    }

    private void MapWhole(RouteGroupBuilder whole)
    {
        whole.MapGet("/returned", () => "what was returned");
        whole.MapGet("/result", () => Results.Text("what the result says"));
        whole.MapGet("/written-json", (HttpContext http) => http.Response.WriteAsJsonAsync("what was written"));
        whole.MapGet("/unflushed", (HttpContext http) =>
        {
            for (var i = 0; i < 41; i++)
            {
                http.Response.BodyWriter.Write(Encoding.ASCII.GetBytes(new string('x', 1000)));
            }
        });
        whole.MapGet("/file", () => Results.File(_file, "text/plain"));
        whole.MapGet("/copied", () => Results.Stream(File.OpenRead(_file), "text/plain"));
        whole.MapGet("/after-text", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("first, ");
            await http.Response.SendFileAsync(_file);
        });
        whole.MapGet("/completed", async (HttpContext http) =>
        {
            await http.Response.StartAsync();
            await http.Response.WriteAsync("done");
            await http.Response.CompleteAsync();
        });
        whole.MapGet("/pieces", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("one, ");
            http.Response.BodyWriter.Write("two, "u8);
            await http.Response.Body.WriteAsync("three"u8.ToArray());
        });
        whole.MapGet("/nothing", () => Results.Ok());
    }

    private async IAsyncEnumerable<SseItem<string>> Events([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var word in Words(cancellation))
        {
            yield return new SseItem<string>(word);
        }
    }

    private async IAsyncEnumerable<string> Words([EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return "one";
        await _gate.Task.WaitAsync(cancellation);
        yield return "two";
    }

    internal sealed class Failing
    {
        public string Good => "so far";

        public string Bad => throw new InvalidOperationException("no more");
    }
}
