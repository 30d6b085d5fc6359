using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Finds the API of a request by its decoded path alone; the longest base path wins. Case is folded, as routing folds it.</summary>
internal sealed class ApiDirectory
{
    private readonly Dictionary<string, ApiRuntime[]>.AlternateLookup<ReadOnlySpan<char>> _byFirstSegment;
    private readonly ApiRuntime[] _all;

    /// <param name="runtimes">All APIs.</param>
    /// <param name="outside">Lintel's own, for requests that no API can be named for.</param>
    /// <param name="answersOutside">Whether the application has asked for it to answer there.</param>
    public ApiDirectory(IEnumerable<ApiRuntime> runtimes, ApiRuntime outside, bool answersOutside)
    {
        AnswersOutside = answersOutside;
        _all = [.. runtimes.OrderByDescending(runtime => runtime.Contract.BasePath.Length)];
        Outside = outside;
        _byFirstSegment = _all
            .GroupBy(runtime => FirstSegment(runtime.Contract.BasePath).ToString(), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IReadOnlyList<ApiRuntime> All => _all;

    public ApiRuntime Outside { get; }

    /// <summary>True where <see cref="Outside"/> answers for requests that no API can be named for; otherwise they are none of Lintel's business.</summary>
    public bool AnswersOutside { get; }

    public ApiRuntime Named(string api) => Array.Find(_all, runtime => runtime.Contract.Api == api)
        ?? throw new InvalidOperationException($"No contract '{api}' was added. Add it with AddLintel(options => options.AddContract(\"{api}.yaml\")).");

    /// <summary>Finds the API whose base path a path lies in. Repeated slashes and backslashes are slashes here: file providers read them so.</summary>
    public bool TryFind(PathString path, [NotNullWhen(true)] out ApiRuntime? runtime)
    {
        if (WithSingleSlashes(path.Value) is { Length: > 1 } value && _byFirstSegment.TryGetValue(FirstSegment(value), out var candidates))
        {
            foreach (var candidate in candidates)
            {
                if (IsUnder(value, candidate.Contract.BasePath))
                {
                    runtime = candidate;
                    return true;
                }
            }
        }

        runtime = null;
        return false;
    }

    private static string? WithSingleSlashes(string? path)
    {
        if (path is null || (!path.Contains("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal)))
        {
            return path;
        }

        return '/' + string.Join('/', path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries)) + (path[^1] is '/' or '\\' ? "/" : string.Empty);
    }

    private static bool IsUnder(string path, string basePath) =>
        path.StartsWith(basePath, StringComparison.OrdinalIgnoreCase) && (path.Length == basePath.Length || path[basePath.Length] == '/');

    private static ReadOnlySpan<char> FirstSegment(ReadOnlySpan<char> path)
    {
        var rest = path[1..];
        var slash = rest.IndexOf('/');
        return slash < 0 ? rest : rest[..slash];
    }
}
