using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>The addresses of the portal as callers reach it.</summary>
/// <param name="Origin">The public address of the application.</param>
/// <param name="Paths">The paths of the portal.</param>
internal sealed record PageAddress(PublicOrigin Origin, ReferencePaths Paths)
{
    /// <summary>The index.</summary>
    public string Index => Href(Paths.Root);

    /// <summary>A reference to a path of the application from one of its pages.</summary>
    public string Href(string path) => Origin.Prefix + path;

    /// <summary>The absolute address of a path of the application; the path alone where the host is not known.</summary>
    public string Absolute(string path) => Origin.Address + path;

    /// <summary>The home of an API.</summary>
    public string Of(Contract contract) => Href(Paths.Of(contract));

    /// <summary>The page of a code.</summary>
    public string Of(Contract contract, string code) => Href(Paths.Of(contract, code));

    /// <summary>A file of the portal, with its version, so that it may be kept for good.</summary>
    public string File(string name) => $"{Href(Paths.File(name))}?v={PortalFiles.All.VersionOf(name)}";
}
