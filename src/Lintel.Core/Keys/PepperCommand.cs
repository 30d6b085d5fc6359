using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Lintel.Keys;

/// <summary>
/// Runs a program that prints the pepper, such as the client of a secret manager: without a shell, for a bounded time and output. Its standard error is shown
/// where it fails; its standard output, which has the secret, never is.
/// </summary>
internal static class PepperCommand
{
    private const int MostOutput = 64 * 1024;
    private const int MostErrors = 4 * 1024;

    /// <summary>Runs the program once, without input and with the environment of this process.</summary>
    /// <param name="program">Its path, or its name in the search path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Gives up, and ends the program.</param>
    /// <param name="limit">The longest run; null for 30 seconds.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="PepperException">It cannot be run, fails, takes longer than 30 seconds, or prints more than 64 KB.</exception>
    public static async Task<string> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken,
        TimeSpan? limit = null)
    {
        using var process = Start(program, arguments);

        // By the real time: the program knows no other.
        var longest = limit ?? PepperSource.LongestRead;
        using var timeout = new CancellationTokenSource(longest, TimeProvider.System);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var errors = ReadErrorsAsync(process.StandardError.BaseStream, ending.Token);
            var output = await ReadOutputAsync(process.StandardOutput.BaseStream, program, ending.Token);
            var told = await errors;
            await process.WaitForExitAsync(ending.Token);
            return process.ExitCode == 0
                ? output
                : throw new PepperException($"The command {program} of the pepper ended with {process.ExitCode}. {Tell(told)}");
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            throw new PepperException(
                $"The command {program} of the pepper did not end within {longest.TotalSeconds:0.#} seconds. Run it by hand to see what it waits "
                + "for; it gets no input.",
                exception);
        }
        finally
        {
            End(process);
        }
    }

    /// <summary>
    /// Splits the text of a setting into a program and its arguments: at blanks, except between quotation marks of either kind. Nothing is expanded.
    /// </summary>
    /// <exception cref="PepperException">There is no program, or a quotation mark is not closed.</exception>
    public static string[] Split(string text)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        char? quote = null;
        foreach (var character in text)
        {
            if (quote is null && char.IsWhiteSpace(character))
            {
                Take();
            }
            else if (quote is null && character is '"' or '\'')
            {
                quote = character;
                word ??= new StringBuilder();
            }
            else if (character == quote)
            {
                quote = null;
            }
            else
            {
                (word ??= new StringBuilder()).Append(character);
            }
        }

        Take();
        return quote is null && words is [{ Length: > 0 }, ..]
            ? [.. words]
            : throw new PepperException(
                "The setting Lintel__PepperCommand names no program, or has a quotation mark that is not closed. Write a program and its arguments, such as "
                + "/usr/bin/vault kv get -field=pepper secret/lintel. It is run without a shell.");

        void Take()
        {
            if (word is not null)
            {
                words.Add(word.ToString());
                word = null;
            }
        }
    }

    private static Process Start(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            var process = Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
            process.StandardInput.Close();
            return process;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or IOException)
        {
            throw new PepperException($"The command {program} of the pepper cannot be run: {exception.Message}", exception);
        }
    }

    private static async Task<string> ReadOutputAsync(Stream stream, string program, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostOutput + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= MostOutput
            ? Encoding.UTF8.GetString(buffer, 0, length)
            : throw new PepperException($"The command {program} of the pepper printed more than {MostOutput / 1024} KB. It must print the pepper and nothing else.");
    }

    /// <summary>Reads to the end, so that the program never waits, and keeps the beginning.</summary>
    private static async Task<string> ReadErrorsAsync(Stream stream, CancellationToken cancellationToken)
    {
        var kept = new byte[MostErrors];
        var length = await stream.ReadAtLeastAsync(kept, kept.Length, throwOnEndOfStream: false, cancellationToken);
        await stream.CopyToAsync(Stream.Null, cancellationToken);
        return Encoding.UTF8.GetString(kept, 0, length);
    }

    private static string Tell(string errors)
    {
        var line = string.Concat(errors.Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        return line.Length == 0 ? "It wrote nothing to standard error." : $"It wrote to standard error: {line}";
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended.
        }
    }
}
