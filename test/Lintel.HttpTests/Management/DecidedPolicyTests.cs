using System.Net;
using Lintel.AspNetCore;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Idempotency;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>Decisions about policies of <c>[Authorize]</c> and of idempotency keys, without foreign code and without a change.</summary>
public sealed class DecidedPolicyTests
{
    [Fact]
    public async Task Policies_are_evaluated_where_no_foreign_code_runs_for_it()
    {
        var asked = new List<string>();
        await using var host = await DoorHost.StartAsync(
            shop =>
            {
                shop.MapGet("/writers", () => "ok").RequireAuthorization("writers");
                shop.MapGet("/people", () => "ok").RequireAuthorization("people");
                shop.MapGet("/pure", () => "ok").RequireAuthorization("pure");
                shop.MapGet("/foreign", () => "ok").RequireAuthorization("foreign");
                shop.MapGet("/asserted", () => "ok").RequireAuthorization("asserted");
                shop.MapGet("/schemed", () => "ok").RequireAuthorization("schemed");
                shop.MapGet("/open", () => "ok").RequireAuthorization("people").AllowAnonymous();
            },
            services: services =>
            {
                services.AddSingleton(asked);
                services.AddSingleton<IAuthorizationHandler, PureHandler>();
                services.AddSingleton<IAuthorizationHandler, ForeignHandler>();
                services.AddAuthorizationBuilder()
                    .AddPolicy("writers", policy => policy.RequireClaim(LintelClaims.Scope, "things:write"))
                    .AddPolicy("people", policy => policy.RequireClaim("person"))
                    .AddPolicy("pure", policy => policy.AddRequirements(new PureRequirement()))
                    .AddPolicy("foreign", policy => policy.AddRequirements(new ForeignRequirement()))
                    .AddPolicy("asserted", policy => policy.RequireAssertion(bool (_) => throw new InvalidOperationException("It ran.")))
                    .AddPolicy("schemed", policy => policy.RequireAuthenticatedUser().AddAuthenticationSchemes("Cookies"));
            });

        Assert.Equal("pass authorization passed", await AskAsync("/shop/writers"));
        Assert.Equal("permission.denied authorization refused", await AskAsync("/shop/people"));
        Assert.Equal("pass authorization passed", await AskAsync("/shop/pure"));
        Assert.Equal(["pure"], asked);
        Assert.Equal("pass authorization not evaluated: The handler ForeignHandler is not marked [WithoutSideEffects].", await AskAsync("/shop/foreign"));
        Assert.StartsWith("pass authorization not evaluated: An assertion is code", await AskAsync("/shop/asserted"), StringComparison.Ordinal);
        Assert.Equal("pass authorization not evaluated: The policy asks the application's scheme Cookies.", await AskAsync("/shop/schemed"));
        Assert.Equal("pass", await AskAsync("/shop/open"));
        Assert.Equal(["pure"], asked);

        async Task<string> AskAsync(string target)
        {
            var result = await DecideAsync(host.Services, new RehearsedRequest { Api = "shop", Method = "GET", Target = target, KeyText = host.Key });
            var finding = result.Explanation.Guards.FirstOrDefault(guard => guard.Stage == "authorization");
            Assert.Equal(finding?.Result == StageResults.NotEvaluated, result.NotEvaluated.Contains("authorization"));
            var reason = finding?.Compared?["reason"] is { } text ? $": {text}" : string.Empty;
            return $"{result.Explanation.Error?.Condition ?? "pass"}{(finding is null ? string.Empty : $" authorization {finding.Result}{reason}")}";
        }
    }

    [Fact]
    public async Task Idempotency_key_would_run_be_told_again_or_conflict_and_is_not_taken()
    {
        var (runs, holding) = (0, false);
        var (entered, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var shop = await OrderShop.StartAsync(map =>
        {
            map.MapPost("/orders", async () =>
            {
                runs++;
                if (holding)
                {
                    entered.SetResult();
                    await go.Task;
                }

                return "made";
            }).Idempotent();
        });

        Assert.Equal("run", await AskAsync("k"));
        Assert.Equal("run", await AskAsync("k"));
        Assert.Equal(200, (await shop.PostAsync("/orders", "k")).Status);
        Assert.Equal("replay", await AskAsync("k"));
        Assert.Equal("idempotency.mismatch", await AskAsync("k", "/shop/orders?other=1"));
        Assert.Equal("run", await AskAsync("other"));
        holding = true;
        var first = shop.PostAsync("/orders", "held");
        await entered.Task;
        Assert.Equal("idempotency.in_flight", await AskAsync("held"));
        go.SetResult();
        Assert.Equal(200, (await first).Status);
        Assert.Equal("replay", await AskAsync("held"));
        Assert.True((await shop.PostAsync("/orders", "held")).IsReplayed);
        Assert.Equal(2, runs);

        async Task<string> AskAsync(string key, string target = "/shop/orders")
        {
            var request = new RehearsedRequest
            {
                Api = "shop",
                Method = "POST",
                Target = target,
                KeyText = shop.Key,
                Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Idempotency-Key"] = key, ["Content-Type"] = "application/json" },
                Body = """{"item":"lamp"}"""u8.ToArray(),
            };
            var result = await DecideAsync(shop.Services, request);
            Assert.Empty(result.NotEvaluated);
            return result.Explanation.Error?.Condition
                ?? result.Explanation.Guards.Single(guard => guard.Stage == "idempotency").Compared!["would"]!.ToString();
        }
    }

    private static Task<RehearsalResult> DecideAsync(IServiceProvider services, RehearsedRequest request) =>
        services.GetRequiredService<Rehearsals>().DecideAsync(request, "req_0", IPAddress.Loopback, TestContext.Current.CancellationToken);

    private sealed class PureRequirement : IAuthorizationRequirement;

    private sealed class ForeignRequirement : IAuthorizationRequirement
    {
        public override string ToString() => throw new InvalidOperationException("It ran.");
    }

    [WithoutSideEffects]
    private sealed class PureHandler(List<string> asked) : AuthorizationHandler<PureRequirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PureRequirement requirement)
        {
            asked.Add("pure");
            context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }

    private sealed class ForeignHandler(List<string> asked) : AuthorizationHandler<ForeignRequirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ForeignRequirement requirement)
        {
            asked.Add("foreign");
            return Task.CompletedTask;
        }
    }
}
