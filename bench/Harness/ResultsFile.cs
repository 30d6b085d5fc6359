using System.Text.Json;

namespace Lintel.Bench.Harness;

/// <summary>Writes results for people and for programs: indented JSON.</summary>
internal static class ResultsFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync<T>(string file, T results)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(results, Json) + "\n");
    }
}
