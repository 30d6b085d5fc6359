using System.Diagnostics;
using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Door;
using Lintel.Keys;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lintel.HttpTests.Guest;

/// <summary>Guards of an application's own: their place, what they may refuse by, and what the request log learns. docs/guards.md quotes the guard.</summary>
public sealed class AddedGuardTests
{
    private const string WrongTenant =
        "\n  wrong_tenant: "
            + "{ status: 403, message: \"The key is not one of tenant '{tenant}'.\", arguments: [tenant], meaning: Another tenant., fix: Send the key's tenant., retry: never }";

    private static readonly string Contract = DoorHost.Contract + WrongTenant;

    [Fact]
    public async Task Guard_of_the_page_admits_the_keys_tenant_and_refuses_others()
    {
        await using var host = await StartAsync(Contract, options => options.AddGuard<TenantGuard>(after: "key"));
        var key = await IssueAsync(host.Services, "north");

        Assert.Equal((200, null), await SendAsync(host, key, "north"));
        Assert.Equal((403, "wrong_tenant"), await SendAsync(host, key, "south"));
        Assert.Equal((403, "wrong_tenant"), await SendAsync(host, key, string.Empty));
        Assert.Equal((401, "bad_key"), await SendAsync(host, "shop_live_x", "north"));
        Assert.Equal((401, "unauthenticated"), await SendAsync(host, null, "north"));
    }

    [Fact]
    public async Task Guard_runs_where_the_contract_places_its_word()
    {
        // After the route: an unknown path is told before the tenant.
        var placed = Contract.Replace("route, method, scope", "route, method, tenant, scope", StringComparison.Ordinal);
        await using var host = await StartAsync(placed, options => options.AddGuard<TenantGuard>(after: "key"));
        await using var unplaced = await StartAsync(Contract, options => options.AddGuard<TenantGuard>(after: "key"));

        Assert.Equal("not_found", (await host.SendAsync("GET", "/shop/nothing", await IssueAsync(host.Services, "north"))).Code);
        Assert.Equal("wrong_tenant", (await unplaced.SendAsync("GET", "/shop/nothing", await IssueAsync(unplaced.Services, "north"))).Code);
    }

    [Fact]
    public async Task Guards_after_the_same_stage_run_in_the_order_in_which_they_were_added()
    {
        await using var host = await StartAsync(
            Contract,
            options => options.AddGuard<First>(after: "key").AddGuard<Second>(after: "key").AddGuard<Third>(after: "first"));
        var key = await IssueAsync(host.Services, "north");

        Assert.Equal(200, (await host.SendAsync("GET", "/shop/things", key)).Status);

        var entry = await EntryAsync(host.Services);
        Assert.Equal("""{"first":{"seen":"1"},"third":{"seen":"2"},"second":{"seen":"3"}}""", entry.Compared);
    }

    [Fact]
    public async Task Request_log_says_what_was_compared()
    {
        await using var host = await StartAsync(Contract, options => options.AddGuard<TenantGuard>(after: "key"));
        var key = await IssueAsync(host.Services, "north");

        await SendAsync(host, key, "south");

        Assert.Equal("""{"tenant":{"X-Tenant":"south","tenant of the key":"north"}}""", (await EntryAsync(host.Services)).Compared);
    }

    [Fact]
    public async Task Request_log_masks_secrets_that_were_compared()
    {
        await using var host = await StartAsync(Contract, options => options.AddGuard<TenantGuard>(after: "key"));
        var key = await IssueAsync(host.Services, "north");

        await SendAsync(host, key, key);

        var compared = (await EntryAsync(host.Services)).Compared!;
        Assert.DoesNotContain(key, compared, StringComparison.Ordinal);
        Assert.Contains("tenant of the key", compared, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(90)]
    [InlineData(100)]
    [InlineData(127)]
    public async Task Request_log_masks_a_secret_before_it_cuts_the_text(int padding)
    {
        await using var host = await StartAsync(Contract, options => options.AddGuard<TenantGuard>(after: "key"));
        var key = await IssueAsync(host.Services, "north");

        await SendAsync(host, key, $"{new string('p', padding)} {key}");

        var compared = (await EntryAsync(host.Services)).Compared!;
        Assert.All(Enumerable.Range(key.Length - 30, 18), start => Assert.DoesNotContain(key.Substring(start, 12), compared, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Guard_that_raises_what_it_does_not_name_is_a_server_error()
    {
        await using var host = await StartAsync(Contract, options => options.AddGuard<Undeclared>(after: "key"));

        Assert.Equal((500, "error"), await SendAsync(host, await IssueAsync(host.Services, "north"), "north"));
        Assert.Contains("[RaisesError(\"sold_out\")] to the guard", (await EntryAsync(host.Services)).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guard_that_throws_lets_nothing_run()
    {
        var ran = false;
        await using var host = await StartAsync(Contract, options => options.AddGuard<Throwing>(after: "key"), () => ran = true);

        Assert.Equal((500, "error"), await SendAsync(host, await IssueAsync(host.Services, "north"), "north"));
        Assert.False(ran);
    }

    [Fact]
    public async Task Guard_takes_singletons_and_waits()
    {
        await using var host = await StartAsync(Contract, options => options.AddGuard<Waiting>(after: "key"));

        Assert.Equal(200, (await host.SendAsync("GET", "/shop/things", await IssueAsync(host.Services, "north"))).Status);
    }

    [Fact]
    public async Task Guard_after_the_method_reads_the_operations_metadata()
    {
        await using var host = await GuestHost.StartAsync(
            app =>
            {
                app.UseLintel();
                app.MapGet("/shop/things", () => "things").WithMetadata(new Closed());
                app.MapGet("/shop/open", () => "open");
            },
            options: options => options.AddGuard<ClosedGuard>(after: "method"));

        Assert.Equal((403, "forbidden"), await SendAsync(host, host.Key, "north"));
        Assert.Equal(200, (await host.SendAsync("GET", "/shop/open", host.Key)).Status);
    }

    [Fact]
    public async Task Faults_of_added_guards_are_refused_at_start_all_at_once()
    {
        var withoutCode = DoorHost.Contract.Replace("[credential, key, limit,", "[credential, key,", StringComparison.Ordinal)
            .Replace("  - { name: account, per: account, allow: 50, window: 1 minute, headers: ietf }", string.Empty, StringComparison.Ordinal)
            .Replace("limits:", "unlimited: A test.", StringComparison.Ordinal);

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(
            withoutCode, options => options.AddGuard<TenantGuard>(after: "limit").AddGuard<First>(after: "key", api: "till")));

        Assert.Contains(
            "AddGuard<TenantGuard> stands after 'limit', which the order of shop.yaml does not have. Place 'tenant' in that order",
            fault.Message,
            StringComparison.Ordinal);
        Assert.Contains("TenantGuard raises 'wrong_tenant', which shop.yaml has no error definition for.", fault.Message, StringComparison.Ordinal);
        Assert.Contains("AddGuard<First> is for the API 'till', which no contract has.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stage_of_an_added_guard_is_a_word_that_no_other_has()
    {
        var options = new LintelOptions().AddGuard<TenantGuard>(after: "key");

        Assert.Contains(
            "Known are credential, key,",
            Assert.Throws<ArgumentException>(() => options.AddGuard<First>(after: "keys")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "'tenant' already",
            Assert.Throws<ArgumentException>(() => options.AddGuard<TenantGuard>(after: "key")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "'Tenant' is no word",
            Assert.Throws<ArgumentException>(() => options.AddGuard<First>(after: "tenant", stage: "Tenant")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Contract_that_places_an_added_stage_before_its_prerequisite_is_refused()
    {
        var tenant = new StageDescriptor("tenant", [new StagePrerequisite(StageDescriptor.Key, "a tenant has keys")], []);
        var before = Contract.Replace("[credential, key,", "[credential, tenant, key,", StringComparison.Ordinal);

        var fault = Assert.Single(Assert.Throws<ContractException>(() => ContractReader.Read(before, "shop.yaml", [tenant])).Faults);

        Assert.Equal("The stage `tenant` needs `key` before it: a tenant has keys.", fault.Problem);
        Assert.Contains(
            "which is no stage",
            Assert.Single(Assert.Throws<ContractException>(() => ContractReader.Read(before, "shop.yaml")).Faults).Problem,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_log_has_the_trace_that_the_caller_names_and_no_other()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        await using var host = await StartAsync(Contract, _ => { });
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
        };
        ActivitySource.AddActivityListener(listener);

        await host.SendAsync("GET", "/shop/things", null, null, ("traceparent", $"00-{Trace}-00f067aa0ba902b7-00"));
        Assert.Equal(Trace, (await EntryAsync(host.Services)).TraceId);

        await host.SendAsync("GET", "/shop/things");
        Assert.Null((await EntryAsync(host.Services)).TraceId);
    }

    [Fact]
    public async Task Guard_that_decides_nothing_lets_nothing_run_and_is_named()
    {
        var ran = false;
        await using var host = await StartAsync(Contract, options => options.AddGuard<Undecided>(after: "key"), () => ran = true);

        Assert.Equal((500, "error"), await SendAsync(host, await IssueAsync(host.Services, "north"), "north"));
        Assert.False(ran);
        Assert.Contains("Undecided has returned no decision.", (await EntryAsync(host.Services)).Cause, StringComparison.Ordinal);
    }

    private static Task<GuestHost> StartAsync(string contract, Action<LintelOptions> options, Action? handled = null) => GuestHost.StartAsync(
        app =>
        {
            app.UseLintel();
            app.MapGet("/shop/things", () => handled?.Invoke());
        },
        services => services.AddSingleton(new Gate()),
        options: lintel =>
        {
            options(lintel);
            lintel.Contracts.Clear();
            lintel.Contracts.Add(ContractReader.Read(contract, "shop.yaml", lintel.Guards.Select(guard => guard.Stage)));
        });

    private static async Task<(int Status, string? Code)> SendAsync(GuestHost host, string? key, string tenant)
    {
        var answer = await host.SendAsync("GET", "/shop/things", key, null, ("X-Tenant", tenant));
        return (answer.Status, answer.Code);
    }

    private static async Task<string> IssueAsync(IServiceProvider services, string tenant)
    {
        var (account, _) = await TestKeys.IssueAsync(services, "shop");
        var issued = await services.GetRequiredService<KeyService>().IssueAsync(
            new NewKey { AccountId = account, Name = "test", Metadata = new Dictionary<string, string> { ["tenant"] = tenant } }, CancellationToken.None);
        return ((KeyResult.Issued)issued).Secret;
    }

    private static async Task<RequestLogEntry> EntryAsync(IServiceProvider services)
    {
        await services.GetRequiredService<RequestLogWriter>().FlushAsync(CancellationToken.None);
        var page = await services.GetRequiredService<IRequestLogStore>().SearchAsync(new RequestLogQuery { Api = "shop", Limit = 1 }, CancellationToken.None);
        return Assert.Single(page.Entries);
    }

    private sealed class Gate
    {
        public async Task OpenAsync() => await Task.Yield();
    }

    private abstract class Counting : Guard
    {
        public override ValueTask<Decision> CheckAsync(ApiCall call)
        {
            var seen = (int)(call.Http.Items["seen"] ?? 0) + 1;
            call.Http.Items["seen"] = seen;
            return ValueTask.FromResult(Decision.Pass.Comparing(("seen", $"{seen}")));
        }
    }

    private sealed class First : Counting;

    private sealed class Second : Counting;

    private sealed class Third : Counting;

    private sealed class Closed;

    private sealed class ClosedGuard : Guard
    {
        public override ValueTask<Decision> CheckAsync(ApiCall call) =>
            ValueTask.FromResult(call.Operation?.Metadata.GetMetadata<Closed>() is null ? Decision.Pass : Refusal.For(Condition.PermissionDenied));
    }

    private sealed class Undeclared : Guard
    {
        public override ValueTask<Decision> CheckAsync(ApiCall call) => ValueTask.FromResult<Decision>(Refusal.WithCode("sold_out", ("what", "lamp")));
    }

    private sealed class Throwing : Guard
    {
        public override ValueTask<Decision> CheckAsync(ApiCall call) => throw new InvalidOperationException("no");
    }

    private sealed class Undecided : Guard
    {
        public override ValueTask<Decision> CheckAsync(ApiCall call) => ValueTask.FromResult<Decision>(null!);
    }

    private sealed class Waiting(Gate gate) : Guard
    {
        public override async ValueTask<Decision> CheckAsync(ApiCall call)
        {
            await gate.OpenAsync();
            return Decision.Pass;
        }
    }
}
