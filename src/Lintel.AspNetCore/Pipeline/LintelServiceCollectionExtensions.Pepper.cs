using Lintel;
using Lintel.Keys;

namespace Microsoft.Extensions.DependencyInjection;

// Where the pepper comes from, in the place of the file in the data folder.
public static partial class LintelServiceCollectionExtensions
{
    /// <summary>Reads the pepper with code of the application, such as the client of a secret manager.</summary>
    /// <param name="builder">What <c>AddLintel</c> returned.</param>
    /// <param name="read">
    /// Reads the text: entries <c>version:text</c> of at least 32 random characters, one a line. It is called once, when the application is put together, and
    /// has 30 seconds. The services that it is given are those of the application: it must not ask them for any of Lintel, which wait for the pepper.
    /// </param>
    /// <returns>The same builder.</returns>
    /// <remarks>A second source, also one of the settings, is refused when the application is put together.</remarks>
    public static ILintelBuilder UsePepper(this ILintelBuilder builder, Func<IServiceProvider, CancellationToken, ValueTask<string>> read)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(read);
        builder.Services.AddSingleton(provider => PepperSource.OfCode(cancellationToken => read(provider, cancellationToken)));
        return builder;
    }

    /// <summary>Reads the pepper from a file, such as one that a secret manager mounts. Others must not be able to read it (mode 400 or 600).</summary>
    /// <param name="builder">What <c>AddLintel</c> returned.</param>
    /// <param name="path">The file.</param>
    /// <returns>The same builder.</returns>
    /// <inheritdoc cref="UsePepper" path="/remarks"/>
    public static ILintelBuilder UsePepperFile(this ILintelBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        builder.Services.AddSingleton(PepperSource.OfFile(path));
        return builder;
    }

    /// <summary>Reads the pepper from a program that prints it, which is run once, without a shell, for at most 30 seconds.</summary>
    /// <param name="builder">What <c>AddLintel</c> returned.</param>
    /// <param name="program">The path of the program, or its name in the search path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The same builder.</returns>
    /// <inheritdoc cref="UsePepper" path="/remarks"/>
    public static ILintelBuilder UsePepperCommand(this ILintelBuilder builder, string program, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(program);
        ArgumentNullException.ThrowIfNull(arguments);
        builder.Services.AddSingleton(PepperSource.OfCommand(program, arguments));
        return builder;
    }
}
