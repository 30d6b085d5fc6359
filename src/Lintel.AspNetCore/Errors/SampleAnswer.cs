using System.Text;
using Lintel.Contracts;
using Lintel.RateLimits;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>An error as it is sent, made by the one writer from made-up arguments and faults.</summary>
/// <param name="Status">The status.</param>
/// <param name="Fields">The header fields in the order in which they were set.</param>
/// <param name="Body">The body.</param>
internal sealed record SampleAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Fields, string Body)
{
    private const string Digits = "3f9a1c7e5b2d80463f9a1c7e5b2d8046";

    /// <summary>Makes the answer of a definition.</summary>
    /// <param name="runtime">The API.</param>
    /// <param name="definition">The definition; one that is not retired.</param>
    /// <param name="origin">The address at which the API was asked.</param>
    /// <param name="asked">The operation that was called; null for none.</param>
    /// <param name="path">The path that was called; null for the operation's route.</param>
    public static async Task<SampleAnswer> OfAsync(
        ApiRuntime runtime, ErrorDefinition definition, PublicOrigin origin, Operation? asked, string? path = null)
    {
        using var body = new MemoryStream();
        var http = new DefaultHttpContext();
        http.Request.Method = asked?.Methods.FirstOrDefault(method => !HttpMethods.IsHead(method)) ?? HttpMethods.Get;
        http.Request.Scheme = origin.Scheme;
        http.Request.Host = new HostString(origin.Host);
        http.Request.PathBase = PathString.FromUriComponent(origin.Prefix);
        http.Request.Path = path ?? asked?.Route ?? runtime.Contract.BasePath + "/things/1";
        http.Response.Body = body;
        var id = runtime.Contract.RequestId;
        var call = new ApiCall(http, runtime, id.Prefix + Digits[..id.Digits], runtime.Clock.Now) { Operation = Raising(definition, asked) };
        var refusal = SampleRefusal.Of(runtime.Contract, definition, asked: null);
        Limit(call, refusal);
        ErrorWriter.Answer(call, refusal);
        if (ErrorWriter.WriteBody(call) is { } written)
        {
            await ErrorWriter.SendAsync(call, written);
            await http.Response.BodyWriter.FlushAsync();
        }

        return new SampleAnswer(
            http.Response.StatusCode,
            [.. http.Response.Headers.SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? string.Empty)))],
            Encoding.UTF8.GetString(body.ToArray()));
    }

    /// <summary>An operation that may raise the definition's code, with the credentials of the one that was called.</summary>
    private static Operation Raising(ErrorDefinition definition, Operation? asked) => new(asked?.Name ?? "sample", asked?.Route ?? "/", [HttpMethods.Get])
    {
        Codes = [definition.Code],
        Accepted = asked?.Accepted,
        RequiresSession = asked?.RequiresSession ?? false,
    };

    private static void Limit(ApiCall call, Refusal refusal)
    {
        var limits = call.Contract.Limits;
        if (refusal.Condition != Condition.RateExceeded || refusal.RetryAfter is not { } wait)
        {
            return;
        }

        for (var i = 0; i < limits.Count; i++)
        {
            if (limits[i].Headers != RateLimitHeaders.None)
            {
                var reset = new DateTimeOffset(call.Runtime.Clock.UtcTicks, TimeSpan.Zero).AddSeconds(wait);
                call.RateLimit = new RateLimitStatus(i, limits[i].Allow, Remaining: 0, reset.ToUnixTimeSeconds())
                {
                    ResetAfter = wait,
                };
                return;
            }
        }
    }
}
