using System.Globalization;
using System.Text;
using Lintel.Host.Infer;

namespace Lintel.Tests.Infer;

/// <summary>Recordings that tests write.</summary>
internal static class Recordings
{
    /// <summary>A response as text.</summary>
    public static string Response(int status, string body, params string[] headers) => new StringBuilder()
        .Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Any\nContent-Type: application/json\n")
        .AppendJoin(string.Empty, headers.Select(header => header + "\n"))
        .Append('\n').Append(body).Append("\n\n")
        .ToString();

    /// <summary>The contract for recordings, which loads.</summary>
    public static InferredContract Infer(params string[] messages)
    {
        var inferred = new Inference(null, null, []).Infer([.. HttpTextReader.Read(string.Concat(messages), "file")]);
        Assert.NotNull(inferred);
        Assert.Empty(inferred.Faults);
        return inferred;
    }

    /// <summary>The line or lines of a member of the contract.</summary>
    public static string Member(InferredContract inferred, string name)
    {
        var lines = inferred.Text.Split('\n');
        var start = Array.FindIndex(lines, line => line.StartsWith(name + ":", StringComparison.Ordinal));
        Assert.True(start >= 0, $"{name} is not in\n{inferred.Text}");
        return string.Join('\n', lines.Skip(start + 1).TakeWhile(line => line.StartsWith(' ')).Prepend(lines[start]));
    }
}
