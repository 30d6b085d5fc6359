using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ExistingApp;

/// <summary>One endpoint for each feature of the framework; mapped inside the API and outside.</summary>
internal static class Features
{
    /// <summary>Signs the staff's tokens; a sample has no secret to keep.</summary>
    public const string SigningKey = "the signing key of a sample, which is long enough";

    private const int Flushed = 3;

    public static void Map(RouteGroupBuilder group)
    {
        MapPlain(group);
        MapErrors(group);
        MapMiddleware(group);
    }

    private static void MapPlain(RouteGroupBuilder group)
    {
        group.MapGet("/hello", () => "hello");
        group.MapGet("/orders/{id:int}", Results<Ok<Order>, NotFound> (int id) => id == 1 ? TypedResults.Ok(new Order(1, "lamp", 2)) : TypedResults.NotFound());
        group.MapPost("/orders", (NewOrder order) => TypedResults.Created("orders/1", new Order(1, order.Item, order.Count)))
            .RequireScope("orders:write");
        group.MapGet("/echo", (HttpRequest request) => request.Headers["X-Name"].ToString());
        group.MapGet("/search", (int page, string? text) => $"{page} {text}");
        group.MapPost("/length", async (HttpRequest request, CancellationToken aborted) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, aborted);
            return body.Length;
        });
        group.MapPost("/upload", (IFormFile file) => file.Length).DisableAntiforgery();
        group.MapGet("/events", (CancellationToken aborted) => TypedResults.ServerSentEvents(Ticks(aborted), "tick"));
        group.MapGet("/stream", async (HttpResponse response) =>
        {
            for (var i = 0; i < Flushed; i++)
            {
                await response.WriteAsync($"{i}\n");
                await response.Body.FlushAsync();
            }
        });
        group.MapGet("/socket", async (HttpContext http) =>
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[256];
            var received = await socket.ReceiveAsync(buffer, http.RequestAborted);
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, endOfMessage: true, http.RequestAborted);
            await socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, http.RequestAborted);
        });
    }

    private static void MapErrors(RouteGroupBuilder group)
    {
        group.MapGet("/throw", IResult () => throw new InvalidOperationException("The disk /var/lib/secret is gone."));
        group.MapGet("/teapot", IResult () => throw new TeapotException());
        group.MapGet("/problem", () => TypedResults.Problem("The shop is closed.", statusCode: StatusCodes.Status409Conflict));
        group.MapGet("/validation", () => TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["item"] = ["The item is unknown."] }));
        group.MapGet("/bad", () => TypedResults.BadRequest(new { reason = "no" }));
        group.MapGet("/status/{status:int}", (int status) => TypedResults.StatusCode(status));
        group.MapGet("/half", async (HttpResponse response) =>
        {
            await response.Body.WriteAsync("{\"half\":"u8.ToArray());
            throw new InvalidOperationException("The second half is gone.");
        });
    }

    private static void MapMiddleware(RouteGroupBuilder group)
    {
        group.MapGet("/staff", () => "staff").RequireAuthorization("staff");
        group.MapGet("/writers", () => "writers").RequireAuthorization("writers");
        group.MapGet("/limited", () => "limited").RequireRateLimiting("two");
        group.MapGet("/cached", (TimeProvider clock) => $"{clock.GetTimestamp()}").CacheOutput("keyed");
        group.MapGet("/cached/missing", () => TypedResults.NotFound()).CacheOutput("keyed");
        group.MapGet("/slow", async (CancellationToken aborted) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, aborted))
            .WithRequestTimeout(TimeSpan.FromMilliseconds(100));
        group.MapGet("/long", () => new string('l', 10_000));
    }

    private static async IAsyncEnumerable<int> Ticks([EnumeratorCancellation] CancellationToken aborted)
    {
        for (var i = 0; i < Flushed; i++)
        {
            aborted.ThrowIfCancellationRequested();
            yield return i;
            await Task.Yield();
        }
    }
}

/// <summary>An order of the shop.</summary>
public sealed record Order(int Id, string Item, int Count);

/// <summary>A new order.</summary>
public sealed record NewOrder([Required, StringLength(50)] string Item, [Range(1, 100)] int Count);
