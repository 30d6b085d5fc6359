using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.Contracts;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>Writes what the guards have compared as the request log keeps it: <c>{"tenant":{"header":"acme","of the key":"north"}}</c>.</summary>
internal static class ComparedJson
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IEnumerable<(StageDescriptor Stage, IReadOnlyList<ComparedValue> Values)> compared, SecretMask mask)
    {
        var stages = new JsonObject();
        foreach (var (stage, values) in compared)
        {
            var members = new JsonObject();
            foreach (var (name, value) in values)
            {
                members[Cut(mask.Mask(name)!, ComparedValue.LongestName)] = value is null ? null : Cut(mask.Mask(value)!, ComparedValue.LongestValue);
            }

            stages[stage.Word] = members;
        }

        return stages.ToJsonString(Relaxed);
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..longest];
}
