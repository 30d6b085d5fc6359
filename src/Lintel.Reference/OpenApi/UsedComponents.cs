using Microsoft.OpenApi;

namespace Lintel.Reference;

/// <summary>Collects the components that the paths of a document need, those that other components refer to included.</summary>
internal sealed class UsedComponents : OpenApiVisitorBase
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly Queue<OpenApiComponents> _unread = [];
    private readonly OpenApiComponents _all;

    private UsedComponents(OpenApiComponents all) => _all = all;

    /// <summary>The components by kind and name, such as <c>schemas/shop.NewOrder</c>.</summary>
    public static IReadOnlySet<string> Of(OpenApiDocument document)
    {
        var used = new UsedComponents(document.Components ?? new OpenApiComponents());
        var walker = new OpenApiWalker(used);
        walker.Walk(new OpenApiDocument { Paths = document.Paths, Webhooks = document.Webhooks });
        while (used._unread.TryDequeue(out var component))
        {
            walker.Walk(new OpenApiDocument { Components = component });
        }

        return used._used;
    }

    public override void Visit(IOpenApiReferenceHolder referenceHolder)
    {
        switch (referenceHolder)
        {
            case OpenApiSchemaReference { Reference.Id: { } name } when Add("schemas", name) && Find(_all.Schemas, name) is { } schema:
                _unread.Enqueue(new OpenApiComponents { Schemas = schema });
                break;
            case OpenApiResponseReference { Reference.Id: { } name } when Add("responses", name) && Find(_all.Responses, name) is { } response:
                _unread.Enqueue(new OpenApiComponents { Responses = response });
                break;
            case OpenApiHeaderReference { Reference.Id: { } name } when Add("headers", name) && Find(_all.Headers, name) is { } header:
                _unread.Enqueue(new OpenApiComponents { Headers = header });
                break;
            default:
                break;
        }
    }

    private bool Add(string kind, string name) => _used.Add($"{kind}/{name}");

    private static Dictionary<string, T>? Find<T>(IDictionary<string, T>? all, string name) =>
        all?.TryGetValue(name, out var found) == true ? new(StringComparer.Ordinal) { [name] = found } : null;
}
