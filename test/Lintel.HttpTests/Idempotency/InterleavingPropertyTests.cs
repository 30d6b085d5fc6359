using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lintel.HttpTests.Idempotency;

/// <summary>Any interleaving of requests with a few keys runs each effect at most once, whatever happens to the requests.</summary>
public sealed class InterleavingPropertyTests
{
    private const int Cases = 40;

    private readonly ConcurrentDictionary<string, int> _effects = new(StringComparer.Ordinal);

    /// <summary>The end of a request: it succeeds, is refused, lets others go first, or its handler fails.</summary>
    private enum Fate
    {
        Succeeds,
        Refused,
        Yields,
        FailsBefore,
    }

    [Fact]
    public async Task Effects_run_at_most_once_for_each_key_and_are_told_alike()
    {
        await using var shop = await OrderShop.StartAsync(
            map => map.MapPost("/effects/{effect}", Run).Idempotent(),
            contract: text => text.Replace("allow: 5000", "allow: 1000000", StringComparison.Ordinal));
        var number = 0;
        foreach (var rounds in Rounds().Sample(Cases))
        {
            await CheckAsync(shop, $"case{++number}", rounds);
        }
    }

    // Rounds of requests that are sent at once, each of them a key and a fate.
    private static Gen<(int Key, Fate Fate)[][]> Rounds() =>
        from rounds in Gen.Choose(1, 4)
        from requests in Gen.ArrayOf(
            Gen.ArrayOf(
                from key in Gen.Choose(1, 3)
                from fate in Gen.Elements(Enum.GetValues<Fate>())
                select (key, fate),
                6),
            rounds)
        select requests;

    private async Task CheckAsync(OrderShop shop, string name, (int Key, Fate Fate)[][] rounds)
    {
        var told = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        foreach (var round in rounds)
        {
            await Task.WhenAll(round.Select(async request =>
            {
                var effect = $"{name}-{request.Key}";

                // The fate is no part of what is compared, so that requests with one key may have several.
                var reply = await shop.PostAsync($"/effects/{effect}", effect, fields: ("X-Fate", request.Fate.ToString()));
                if (reply.Status == 200)
                {
                    Assert.Equal(told.GetOrAdd(effect, reply.Body), reply.Body);
                }
                else
                {
                    Assert.True(reply.Code is "in_progress" or "conflict" or "error", reply.Body);
                }
            }));
        }

        Assert.All(_effects, effect => Assert.True(effect.Value == 1, $"{effect.Key} ran {effect.Value} times."));
    }

    private async Task<IResult> Run(HttpContext http, string effect)
    {
        switch (Enum.Parse<Fate>(http.Request.Headers["X-Fate"].ToString()))
        {
            case Fate.FailsBefore:
                throw new InvalidOperationException("Nothing was done.");
            case Fate.Refused:
                return new AspNetCore.ErrorResult(Refusal.For(Condition.StateConflict, ("problem", "Not now.")));
            case Fate.Yields:
                await Task.Yield();
                break;
        }

        var run = _effects.AddOrUpdate(effect, 1, (_, count) => count + 1);
        return Results.Text($"{effect} {run} {Counter.NewText()}");
    }
}
