using System.Text;

namespace Lintel.Build;

/// <summary>The program that the build of an application starts.</summary>
internal static class Program
{
    private const int Usage = 64;

    public static int Main(string[] args)
    {
        if (args is not [var list, var otherFiles])
        {
            Console.Error.WriteLine("Lintel.Build is started by the build of an application: LIST OTHER-FILES");
            return Usage;
        }

        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return Validation.Run(ContractList.Read(list), otherFiles, Console.Out);
    }
}
