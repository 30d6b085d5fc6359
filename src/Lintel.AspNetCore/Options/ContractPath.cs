using Lintel.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lintel.AspNetCore;

/// <summary>
/// Finds a contract file wherever the application was started from: in the content root, or beside the executable, where publishing copies it.
/// </summary>
internal static class ContractPath
{
    /// <summary>The content root of the application whose services these are; the current directory where none is known.</summary>
    public static string ContentRootOf(IServiceCollection services) =>
        services.LastOrDefault(
            service => service.ServiceType == typeof(IHostEnvironment))?.ImplementationInstance is IHostEnvironment { ContentRootPath: { Length: > 0 } root }
            ? root
            : Directory.GetCurrentDirectory();

    /// <summary>Finds a file.</summary>
    /// <param name="path">The path as the application gave it.</param>
    /// <param name="contentRoot">The content root.</param>
    /// <exception cref="ContractException">The file is in neither place.</exception>
    public static string Find(string path, string contentRoot)
    {
        if (Path.IsPathFullyQualified(path))
        {
            return path;
        }

        string[] places = [contentRoot, AppContext.BaseDirectory];
        return Array.Find(Array.ConvertAll(places, place => Path.GetFullPath(path, Path.GetFullPath(place))), File.Exists) ?? throw new ContractException(
        [
            new ContractFault(
                path,
                1,
                1,
                $"The contract is neither in the content root {contentRoot} nor beside the executable in {AppContext.BaseDirectory}.",
                $"Correct the path, or have it copied: <LintelContract Include=\"{path}\" /> with the package Lintel, "
                + $"otherwise <Content Include=\"{path}\" CopyToOutputDirectory=\"PreserveNewest\" />."),
        ]);
    }
}
