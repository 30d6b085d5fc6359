using System.Text.Json;

namespace Lintel.Host.Infer;

/// <summary>A recorded error with a JSON body.</summary>
internal sealed class Sample(Exchange exchange, JsonElement body)
{
    public Exchange Exchange => exchange;

    public JsonElement Body => body;

    public int Status => exchange.Status;

    /// <summary>The request's id; null where the response does not say it.</summary>
    public string? RequestId { get; set; }

    /// <summary>The code of the definition that the sample belongs to.</summary>
    public string Code { get; set; } = string.Empty;

    /// <summary>true if the code is a number in the body.</summary>
    public bool IsCodeNumber { get; set; }

    /// <summary>true if the response itself says the code.</summary>
    public bool HasOwnCode { get; set; }

    /// <summary>The whole seconds of <c>Retry-After</c>; null for none.</summary>
    public int? RetryAfter =>
        WholeNumberText.TryParse(exchange.Header("Retry-After"), out int seconds) && seconds > 0 ? seconds : null;

    /// <summary>The scalars of the body by their place; items of lists share the place <c>[]</c>.</summary>
    public IReadOnlyDictionary<BodyPath, IReadOnlyList<JsonElement>> Leaves { get; } = CollectLeaves(body);

    /// <summary>The first value at a place, whatever its kind; null where there is none.</summary>
    public JsonElement? At(BodyPath path) => Find(body, path.Steps, 0);

    private static JsonElement? Find(JsonElement value, IReadOnlyList<string> steps, int at)
    {
        if (at == steps.Count)
        {
            return value;
        }

        if (steps[at] == BodyPath.ItemStep)
        {
            return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 ? Find(value[0], steps, at + 1) : null;
        }

        return value.ValueKind == JsonValueKind.Object && value.TryGetProperty(steps[at], out var member) ? Find(member, steps, at + 1) : null;
    }

    private static Dictionary<BodyPath, IReadOnlyList<JsonElement>> CollectLeaves(JsonElement body)
    {
        var leaves = new Dictionary<BodyPath, List<JsonElement>>();
        Collect(body, BodyPath.Root, leaves);
        return leaves.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<JsonElement>)pair.Value);
    }

    private static void Collect(JsonElement value, BodyPath path, Dictionary<BodyPath, List<JsonElement>> leaves)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Collect(member.Value, path.Member(member.Name), leaves);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Collect(item, path.Item, leaves);
                }

                break;
            default:
                if (!leaves.TryGetValue(path, out var values))
                {
                    leaves.Add(path, values = []);
                }

                values.Add(value);
                break;
        }
    }
}
