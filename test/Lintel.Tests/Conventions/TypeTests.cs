using System.Reflection;
using System.Runtime.CompilerServices;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Management.Demo;
using Lintel.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Tests.Conventions;

public sealed class TypeTests
{
    private static readonly Assembly[] Libraries =
    [
        typeof(Contract).Assembly,
        typeof(ApiCall).Assembly,
        typeof(IDatabase).Assembly,
        typeof(global::Lintel.Sqlite.SqliteDatabase).Assembly,
        typeof(global::Lintel.Reference.ReferenceOptions).Assembly,
        typeof(global::Lintel.Proving.Prober).Assembly,
        typeof(DemoKeys).Assembly,
        typeof(global::Lintel.Testing.ManualClock).Assembly,
        typeof(global::Lintel.Webhooks.Webhook).Assembly,
        typeof(FluentValidationBuilderExtensions).Assembly,
        typeof(ScalarBuilderExtensions).Assembly,
        typeof(global::Lintel.Console.ConsoleOptions).Assembly,
    ];

    /// <summary>An open class is a promise to everybody who derives from it; a closed family has a private constructor.</summary>
    [Fact]
    public void Classes_are_sealed_static_or_abstract()
    {
        var open = Libraries.SelectMany(library => library.GetTypes())
            .Where(type => type.IsClass && !type.IsSealed && !type.IsAbstract && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false));
        Assert.Empty(open.Select(type => type.FullName));
    }

    [Fact]
    public void Public_types_live_in_the_namespaces_of_the_design()
    {
        string[] allowed =
        [
            "Lintel",
            "Lintel.Addresses",
            "Lintel.Contracts",
            "Lintel.Keys",
            "Lintel.Accounts",
            "Lintel.RateLimits",
            "Lintel.Requests",
            "Lintel.Sessions",
            "Lintel.Applications",
            "Lintel.Audit",
            "Lintel.Erasures",
            "Lintel.Idempotency",
            "Lintel.Stores",
            "Lintel.Telemetry",
            "Lintel.AspNetCore",
            "Lintel.Storage",
            "Lintel.Sqlite",
            "Lintel.Management",
            "Lintel.Management.Demo",
            "Lintel.Reference",
            "Lintel.Console",
            "Lintel.Testing",
            "Lintel.Proving",
            "Lintel.Webhooks",

            // Extension methods live where those of the framework do, so that a program needs no using for them.
            "Microsoft.Extensions.DependencyInjection", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting",
        ];
        var others = Libraries.SelectMany(library => library.GetExportedTypes()).Where(type => !allowed.Contains(type.Namespace));
        Assert.Empty(others.Select(type => type.FullName));
    }

    [Fact]
    public void Public_fields_are_constants()
    {
        var fields = Libraries.SelectMany(library => library.GetExportedTypes())
            .Where(type => !type.IsEnum)
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(field => !field.IsLiteral && !field.IsInitOnly);
        Assert.Empty(fields.Select(field => $"{field.DeclaringType}.{field.Name}"));
    }
}
