using System.Globalization;
using System.Text;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Lintel.Webhooks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Seams;

/// <summary>A process of its own, and the requests of one account to one of its APIs.</summary>
internal sealed class SeamCaller : IAsyncDisposable
{
    private static readonly string[] UnlikeHeaders = ["Date", "Content-Length"];

    private readonly ApiRuntime _runtime;
    private readonly SeamApi _api;

    private SeamCaller(LintelHost host, RequestWatch watch, ApiRuntime runtime, SeamApi api, Tenant tenant) =>
        (Host, Watch, _runtime, _api, Tenant) = (host, watch, runtime, api, tenant);

    public LintelHost Host { get; }

    public RequestWatch Watch { get; }

    public Tenant Tenant { get; }

    /// <summary>Every operation of the API that asks for a credential and is built; the others are the same for everybody.</summary>
    public IEnumerable<Operation> Operations => _runtime.Operations.Where(operation => !operation.Anonymous && !operation.IsReserved);

    /// <summary>How many requests were filled; the texts that were never sent before are made from it.</summary>
    public int Serial { get; set; }

    public static async Task<SeamCaller> StartAsync(string name, SeamApi api, bool demo)
    {
        var watch = new RequestWatch();
        var host = await LintelHost.StartAsync(new LintelHostOptions
        {
            Demo = demo,
            Customization = new()
            {
                Services = services =>
                {
                    services.AddSingleton<IStartupFilter>(watch);

                    // Deliveries beside the requests would change the store while it is compared.
                    services.Remove(services.Single(service => service.ImplementationType == typeof(WebhookDispatcher)));
                },
            },
        });
        return new SeamCaller(host, watch, host.Services.GetRequiredService<ApiDirectory>().Named(name), api, await api.MakeTenantAsync(host));
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>The requests that an operation answers with success.</summary>
    public Recipe[] RecipesOf(Operation operation)
    {
        if (_api.Recipes.TryGetValue(operation.Name, out var recipes))
        {
            return Array.ConvertAll(recipes, recipe => recipe with { Target = recipe.Target ?? operation.Route });
        }

        var query = operation.QueryConditions.Where(condition => condition.Present).Select(condition => $"{condition.Name}={condition.Value}");
        return [new Recipe($"{operation.Route}?{string.Join('&', query)}".TrimEnd('?'))];
    }

    /// <summary>Puts ids in their places.</summary>
    /// <param name="recipe">The request.</param>
    /// <param name="scene">The records whose ids they are.</param>
    /// <param name="instead">Other ids, by the marks in whose places they go.</param>
    public async Task<Recipe> FillAsync(Recipe recipe, Scene scene, Dictionary<string, string>? instead = null)
    {
        var ids = new Dictionary<string, string>(instead ?? []) { [Recipe.New] = "n" + (++Serial).ToString(CultureInfo.InvariantCulture) };
        foreach (var slot in recipe.Slots.Where(slot => !ids.ContainsKey(slot.Mark)))
        {
            ids[slot.Mark] = await scene.IdAsync(slot.Record);
        }

        return recipe.Fill(mark => ids[mark]);
    }

    /// <summary>Sends a filled request with the account's credential.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="recipe">The request.</param>
    /// <param name="disturb">Called when the request is ready to go; what it begins ends when the request is answered.</param>
    public async Task<SeamAnswer> SendAsync(Operation operation, Recipe recipe, Func<IDisposable?>? disturb = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.Methods[0]), recipe.Target);
        request.Content = recipe.Body is null ? null : new StringContent(recipe.Body, Encoding.UTF8, "application/json");
        await Tenant.SignAsync(request, operation);
        using var disturbance = disturb?.Invoke();
        using var response = await Host.Client.SendAsync(request);
        var headers = response.Headers.Concat(response.Content.Headers)
            .Where(header => !UnlikeHeaders.Contains(header.Key) && !header.Key.Contains("RateLimit", StringComparison.OrdinalIgnoreCase))
            .SelectMany(header => header.Value.Select(value => $"{header.Key}: {value}"))
            .Order(StringComparer.Ordinal);
        var text = $"{(int)response.StatusCode}\n{string.Join('\n', headers)}\n\n{await response.Content.ReadAsStringAsync()}";
        return new SeamAnswer(
            (int)response.StatusCode,
            text,
            response.Headers.TryGetValues(_runtime.Contract.RequestId.Header, out var ids) ? ids.Single() : string.Empty);
    }
}

/// <summary>What came back: status, header fields in their order of names, and body.</summary>
internal sealed record SeamAnswer(int Status, string Text, string RequestId)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}
