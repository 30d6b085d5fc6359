using System.Diagnostics.CodeAnalysis;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Finds the API of a request by its decoded path alone; the longest base path wins. Case is folded, as routing folds it.</summary>
internal sealed class ApiDirectory
{
    private readonly Dictionary<string, ServedApi[]>.AlternateLookup<ReadOnlySpan<char>> _byFirstSegment;
    private readonly ServedApi[] _inOrder;
    private readonly ServedApi[] _all;
    private readonly ServedApi? _root;
    private readonly ServedApi _outside;
    private int _version;

    /// <param name="runtimes">All APIs, in the order of their contracts.</param>
    /// <param name="outside">Lintel's own, for requests that no API can be named for.</param>
    /// <param name="answersOutside">Whether the application has asked for it to answer there.</param>
    public ApiDirectory(IEnumerable<ApiRuntime> runtimes, ApiRuntime outside, bool answersOutside)
    {
        AnswersOutside = answersOutside;
        _inOrder = [.. runtimes.Select(runtime => runtime.Served)];
        _all = [.. _inOrder.OrderByDescending(api => api.BasePath.Length)];
        _outside = outside.Served;
        _root = Array.Find(_all, api => api.BasePath.Length == 0);
        _byFirstSegment = _all
            .Where(api => api != _root)
            .GroupBy(api => FirstSegment(api.BasePath).ToString(), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The versions in force, those with the longest base paths first.</summary>
    public IReadOnlyList<ApiRuntime> All => Array.ConvertAll(_all, api => api.Current);

    /// <summary>The contracts in force, in the order in which they were added.</summary>
    public IReadOnlyList<Contract> Contracts => Array.ConvertAll(_inOrder, api => api.Current.Contract);

    /// <summary>A number that grows with each version that is put in force: what is made of contracts is kept by it.</summary>
    public int Version => Volatile.Read(ref _version);

    public ApiRuntime Outside => _outside.Current;

    /// <summary>True where <see cref="Outside"/> answers for requests that no API can be named for; otherwise they are none of Lintel's business.</summary>
    public bool AnswersOutside { get; }

    /// <summary>The local port on which the management API answers, and no other API; null where all answer on every port.</summary>
    public int? ManagementPort { get; set; }

    /// <summary>
    /// Tells whether an API does not answer on the port that a connection came in at. That is the connection's own: callers choose the header <c>Host</c>.
    /// </summary>
    public bool IsClosed(ApiRuntime runtime, HttpContext http) =>
        ManagementPort is { } port && (runtime.Contract.Api == Contract.Default.Api) != (http.Connection.LocalPort == port);

    public ApiRuntime Named(string api) => Find(api)
        ?? throw new InvalidOperationException($"No contract '{api}' was added. Add it with AddLintel(options => options.AddContract(\"{api}.yaml\")).");

    /// <summary>The API of an entry of the request log; Lintel's own where no contract has the name any more.</summary>
    public ApiRuntime OfEntry(string api) => Find(api) ?? Outside;

    /// <summary>
    /// Finds the API whose base path a path lies in: as routing reads the path, or else as file providers do, to whom <c>/x/..//shop</c> is <c>/shop</c>.
    /// </summary>
    public bool TryFind(PathString path, [NotNullWhen(true)] out ApiRuntime? runtime) =>
        TryFindAsIs(path.Value, out runtime) || TryFindMisread(path, out runtime);

    /// <summary>True where a path lies in an API and routing does not see that, so that no endpoint of the application may be selected for it.</summary>
    public bool IsMisread(PathString path) => !TryFindAsIs(path.Value, out _) && TryFindMisread(path, out var runtime) && !runtime.IsShadow;

    /// <summary>Puts another version of an API's contract in force.</summary>
    public void Replace(ApiRuntime next)
    {
        Named(next.Contract.Api).Served.Replace(next);
        Interlocked.Increment(ref _version);
    }

    private ApiRuntime? Find(string api) => Array.Find(_all, served => served.Current.Contract.Api == api)?.Current;

    private bool TryFindMisread(PathString path, [NotNullWhen(true)] out ApiRuntime? runtime)
    {
        runtime = null;
        return path.Value is { Length: > 1 } value && UnusualPath.Is(value) && TryFindAsIs(UnusualPath.Resolve(value), out runtime);
    }

    private bool TryFindAsIs(string? path, [NotNullWhen(true)] out ApiRuntime? runtime)
    {
        if (path is { Length: > 1 } && _byFirstSegment.TryGetValue(FirstSegment(path), out var candidates))
        {
            foreach (var candidate in candidates)
            {
                if (IsUnder(path, candidate.BasePath))
                {
                    runtime = candidate.Current;
                    return true;
                }
            }
        }

        runtime = _root?.Current;
        return runtime is not null;
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
