using Lintel.Management;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Console;

/// <summary>Maps the sections that modules of the application add.</summary>
internal static class AddedSections
{
    /// <summary>Maps their pages.</summary>
    /// <param name="console">The console's group.</param>
    /// <param name="routes">Maps a page.</param>
    /// <exception cref="InvalidOperationException">A section has no name of its own, or no API that is there.</exception>
    public static void Map(IEndpointRouteBuilder console, ConsoleRoutes routes)
    {
        var sections = console.ServiceProvider.GetServices<IConsoleSection>().ToList();
        var faults = SectionFaults.Of(sections, console.ServiceProvider);
        if (faults.Count > 0)
        {
            throw new InvalidOperationException("The console cannot show its sections. " + string.Join(" ", faults));
        }

        foreach (var section in sections)
        {
            var pages = new AddedPages(section);
            routes.Page($"/{section.Name}", pages.ShowListAsync);
            routes.Form($"/{section.Name}", pages.TakeListFormAsync);
            if (section.Record is not null)
            {
                routes.Page($"/{section.Name}/{{id}}", pages.ShowRecordAsync);
                routes.Form($"/{section.Name}/{{id}}", pages.TakeRecordFormAsync);
            }
        }
    }
}
