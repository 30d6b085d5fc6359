using System.Net.Http.Headers;
using System.Reflection;
using Lintel.AspNetCore;
using Lintel.HttpTests.Guest;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Idempotency;

/// <summary>The places where an application makes operations idempotent, and the features that it composes them with.</summary>
public sealed class IdempotentEndpointTests
{
    [Fact]
    public async Task Attribute_makes_controllers_and_handlers_idempotent()
    {
        var counter = new Counter();
        await using var shop = await OrderShop.StartAsync(
            map =>
            {
                map.MapPost("/attributed", [Idempotent] () => $"{counter.Next()}");
                map.MapControllers();
            },
            services: services => services.AddSingleton(counter).AddControllers().ConfigureApplicationPartManager(parts =>
            {
                parts.FeatureProviders.Clear();
                parts.FeatureProviders.Add(new OneController());
            }));

        foreach (var path in new[] { "/attributed", "/parcels" })
        {
            Assert.Equal(400, (await shop.PostAsync(path, null)).Status);
            var first = await shop.PostAsync(path, path);
            var again = await shop.PostAsync(path, path);
            Assert.Equal((first.Status, first.Body, true), (again.Status, again.Body, again.IsReplayed));
            Assert.True(first.Status is 200 or 201);
        }

        Assert.Equal(2, counter.Runs);
    }

    [Fact]
    public async Task Operation_in_an_api_without_the_stage_is_refused_at_start_up()
    {
        var fault = await Assert.ThrowsAsync<OperationsException>(() => GuestHost.StartAsync(app =>
        {
            app.UseLintel();
            app.MapApi("shop").MapPost("/orders", () => "made").Idempotent();
        }));

        Assert.Contains("needs the stage 'idempotency', which the order of shop.yaml does not have", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operation_for_callers_without_an_account_or_with_bodies_without_bound_is_refused_at_start_up()
    {
        var fault = await Assert.ThrowsAsync<OperationsException>(() => OrderShop.StartAsync(map =>
        {
            map.MapPost("/open", () => "made").Idempotent().AllowAnonymous();
            map.MapPost("/optional", () => "made").Idempotent().OptionalCredential();
            map.MapPost("/endless", [DisableRequestSizeLimit] () => "made").Idempotent();
        }));

        Assert.Equal(3, fault.Faults.Count);
        Assert.Contains("AllowAnonymous lets in callers without an account", fault.Faults[0], StringComparison.Ordinal);
        Assert.Contains("OptionalCredential lets in callers without an account", fault.Faults[1], StringComparison.Ordinal);
        Assert.Contains("are read as a whole to be compared", fault.Faults[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Policy_of_the_application_is_asked_for_a_repeated_request_too(bool before)
    {
        var counter = new Counter();
        var admits = true;
        await using var shop = await OrderShop.StartAsync(
            map => map.MapPost("/orders", () => $"{counter.Next()}").Idempotent().RequireAuthorization("changing"),
            services: services => services.AddAuthorizationBuilder().AddPolicy("changing", policy => policy.RequireAssertion(_ => admits)),
            pipeline: before ? null : app => app.UseRouting(),
            after: before ? null : app => app.UseAuthorization());

        Assert.Equal(200, (await shop.PostAsync("/orders", "k")).Status);
        admits = false;
        Assert.Equal(403, (await shop.PostAsync("/orders", "k")).Status);
        admits = true;
        Assert.True((await shop.PostAsync("/orders", "k")).IsReplayed);
        Assert.Equal(1, counter.Runs);
    }

    [Fact]
    public async Task Middleware_further_in_treats_a_repeated_request_as_the_first()
    {
        await using var shop = await OrderShop.StartAsync(
            map => map.MapPost("/orders", () => "made").Idempotent(),
            after: app => app.Use((http, next) =>
            {
                http.Response.Headers["X-Inner"] = http.GetEndpoint()?.DisplayName;
                return next(http);
            }));

        var first = await shop.PostAsync("/orders", "k");
        var again = await shop.PostAsync("/orders", "k");

        Assert.True(again.IsReplayed);
        Assert.Equal(first.Headers["X-Inner"], again.Headers["X-Inner"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_is_compressed_once_wherever_compression_stands(bool before)
    {
        await using var shop = await OrderShop.StartAsync(
            map => map.MapPost("/orders", () => new string('x', 5000)).Idempotent(),
            services: services => services.AddResponseCompression(options => options.MimeTypes = ["text/plain"]),
            pipeline: before ? app => app.UseResponseCompression() : null,
            after: before ? null : app => app.UseResponseCompression());

        var first = await shop.PostAsync("/orders", "k", fields: ("Accept-Encoding", "gzip"));
        var again = await shop.PostAsync("/orders", "k", fields: ("Accept-Encoding", "gzip"));

        Assert.Equal(("gzip", "gzip", true), (first.Headers["Content-Encoding"], again.Headers["Content-Encoding"], again.IsReplayed));
        Assert.Equal(first.Body, again.Body);
    }

    [Fact]
    public async Task Form_is_bound_after_it_was_compared()
    {
        await using var shop = await OrderShop.StartAsync(
            map => map.MapPost("/forms", ([FromForm] string item) => item).DisableAntiforgery().Idempotent());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/shop/forms") { Content = new FormUrlEncodedContent([new("item", "lamp")]) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", shop.Key);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", "k");

        using var response = await shop.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("lamp", (await OrderReply.OfAsync(response)).Body);
    }

    [Fact]
    public async Task Shadow_mode_decides_nothing_and_keeps_nothing()
    {
        var counter = new Counter();
        await using var shop = await OrderShop.StartAsync(
            map => map.MapPost("/orders", () => $"{counter.Next()}").Idempotent(),
            options: lintel => lintel.Shadow("shop"));

        foreach (var key in new[] { null, "k", "k" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/shop/orders") { Content = new StringContent("{}", null, "application/json") };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", shop.Key);
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            using var response = await shop.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.False(response.Headers.Contains("Idempotency-Replayed"));
        }

        Assert.Equal(3, counter.Runs);
        Assert.DoesNotContain(shop.ReadStore(), line => line.StartsWith("sealed_answer", StringComparison.Ordinal));
    }
}

/// <summary>A controller whose actions are idempotent; internal, so that the hosts of other tests do not map it.</summary>
[Route("parcels"), Idempotent]
internal sealed class ParcelController(Counter counter) : ControllerBase
{
    /// <summary>Makes a parcel.</summary>
    [HttpPost]
    public IActionResult Make() => Created("/shop/parcels/1", new { run = counter.Next(), id = Counter.NewText() });
}

/// <summary>Finds the one controller.</summary>
internal sealed class OneController : IApplicationFeatureProvider<ControllerFeature>
{
    public void PopulateFeature(IEnumerable<ApplicationPart> parts, ControllerFeature feature) =>
        feature.Controllers.Add(typeof(ParcelController).GetTypeInfo());
}
