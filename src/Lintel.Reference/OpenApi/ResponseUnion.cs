using System.Text.Json.Nodes;

namespace Lintel.Reference;

/// <summary>Joins responses of one status: what several operations answer, or a success beside refusals where the format has these at 200.</summary>
internal static class ResponseUnion
{
    public static JsonObject Of(IReadOnlyList<JsonObject> responses)
    {
        if (responses is [var only])
        {
            return only;
        }

        var joined = new JsonObject
        {
            ["description"] = string.Join("\n\n", responses.Select(response => response["description"]!.GetValue<string>()).Distinct()),
        };
        foreach (var extra in responses.SelectMany(response => response).Where(member => member.Key is not ("description" or "content" or "headers")))
        {
            joined[extra.Key] = extra.Value?.DeepClone();
        }

        Join(joined, "headers", responses, group => group[0]!.DeepClone());
        Join(joined, "content", responses, Media);
        return joined;
    }

    private static void Join(JsonObject joined, string name, IEnumerable<JsonObject> responses, Func<JsonNode?[], JsonNode?> join)
    {
        var groups = responses.Select(response => response[name]).OfType<JsonObject>().SelectMany(members => members).GroupBy(member => member.Key).ToArray();
        if (groups.Length > 0)
        {
            joined[name] = new JsonObject(groups.Select(group => KeyValuePair.Create(group.Key, join([.. group.Select(member => member.Value)]))));
        }
    }

    private static JsonNode Media(JsonNode?[] media)
    {
        var joined = new JsonObject();
        JsonObject[] schemas = [.. media.Select(one => one!["schema"]).OfType<JsonObject>()];
        if (schemas.Length > 0)
        {
            joined["schema"] = SchemaUnion.Of(schemas);
        }

        JsonObject[] examples = [.. media.Select(one => one!["examples"]).OfType<JsonObject>()];
        if (examples.Length > 0)
        {
            joined["examples"] = new JsonObject(examples.SelectMany(one => one).DistinctBy(one => one.Key).Select(
                one => KeyValuePair.Create(one.Key, one.Value?.DeepClone())));
        }

        return joined;
    }
}
