using System.Globalization;
using Lintel.ConsoleTests.Sections;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.ConsoleTests;

/// <summary>The console in an application whose requests have a culture of their own.</summary>
public sealed class CultureTests
{
    [Fact]
    public async Task Pages_write_numbers_and_moments_alike_in_every_culture()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions
        {
            Demo = false,
            Nodes = 1,
            Customization = new HostCustomization { Services = services => services.AddSingleton<IStartupFilter, Elsewhere>() },
        });
        using var visitor = await ConsoleVisitor.SignInAsync(host);
        Assert.Contains("1,000", (await visitor.OpenAsync("/console/apis/lintel")).Text, StringComparison.Ordinal);
        var overview = (await visitor.OpenAsync("/console")).Text;
        Assert.Matches(@"\d\d:\d\d UTC", overview);
        Assert.DoesNotMatch(@"\d\d;\d\d UTC", overview);
    }

    // The tests run without the data of real cultures.
    private sealed class Elsewhere : IStartupFilter
    {
        private static readonly CultureInfo Culture = Make();

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                CultureInfo.CurrentCulture = Culture;
                return rest(context);
            });
            next(app);
        };

        private static CultureInfo Make()
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberGroupSeparator = "'";
            culture.DateTimeFormat.TimeSeparator = ";";
            return culture;
        }
    }
}
