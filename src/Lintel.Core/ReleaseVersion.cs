using System.Reflection;

namespace Lintel;

/// <summary>The version of this release; all packages of a release have the same.</summary>
internal static class ReleaseVersion
{
    /// <summary>The version with what a build puts behind it, such as the commit.</summary>
    public static string Text { get; } =
        typeof(ReleaseVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
